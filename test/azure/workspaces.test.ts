import { describe, expect, test } from 'vitest';
import { createWorkspaces } from '../../azure/workspaces.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { scriptedArm } from './arm-fixture.ts';
import { emulatedWorldOfThisFile } from './emulated-azure-fixture.ts';

const emulated = emulatedWorldOfThisFile();

describe('a workspace', () => {
  test('is told with what hangs on it', async () => {
    const { world, azure, workspaceId } = emulated();

    expect(await world.workspaces.get(workspaceId)).toEqual({
      id: workspaceId,
      location: 'eastus',
      storageAccountId: azure.workspace.properties.storageAccount,
      containerRegistryId: azure.workspace.properties.containerRegistry,
      network: { isManaged: false, privateEndpoints: 0, publicAccess: true },
    });
  });

  test.each([
    ['AllowInternetOutbound', 'Approved', 'Disabled', { isManaged: true, privateEndpoints: 1, publicAccess: false }],
    ['AllowOnlyApprovedOutbound', 'Pending', 'Enabled', { isManaged: true, privateEndpoints: 0, publicAccess: true }],
    ['Disabled', 'Rejected', 'Disabled', { isManaged: false, privateEndpoints: 0, publicAccess: false }],
  ])('with the network %s, a private endpoint that is %s, and public access %s is told so', async (...given) => {
    const [isolationMode, status, publicNetworkAccess, network] = given;
    const properties = {
      storageAccount: '/storage',
      managedNetwork: { isolationMode },
      privateEndpointConnections: [{ properties: { privateLinkServiceConnectionState: { status } } }],
      publicNetworkAccess,
    };
    const { arm } = scriptedArm(() => ({ status: 200, body: { location: 'eastus', properties } }));

    expect(await createWorkspaces(arm).get(workspaceId)).toEqual({
      id: workspaceId,
      location: 'eastus',
      storageAccountId: '/storage',
      network,
    });
  });

  test('that says too little of itself is trouble', async () => {
    const { arm } = scriptedArm(() => ({ status: 200, body: {} }));

    await expect(createWorkspaces(arm).get(workspaceId)).rejects.toThrow('names no location or no storage account');
  });

  test('that is not there is undefined', async () => {
    const { world, workspaceId } = emulated();

    expect(await world.workspaces.get(`${workspaceId}-2`)).toBeUndefined();
  });

  test('that may not be read is thrown, with what is missing', async () => {
    const { world, azure, workspaceId } = emulated();
    azure.cloud.faults.add({ name: 'forbidden', target: '^GET .*/workspaces/[^/]+$', count: 1 });

    await expect(world.workspaces.get(workspaceId)).rejects.toThrow('missing-permission: Could not read the workspace');
  });
});

describe('a connection', () => {
  test.each([
    ['open_ai_connection', 'ApiKey'],
    ['aoai_entra', 'AAD'],
  ])('%s is told with its kind and the resource behind it', async (name, authType) => {
    const { world, workspaceId } = emulated();

    expect(await world.workspaces.connection(workspaceId, name)).toEqual({
      name,
      category: 'AzureOpenAI',
      authType,
      resourceId: expect.stringMatching(/\/providers\/Microsoft\.CognitiveServices\/accounts\/flowferry-openai$/),
    });
  });

  test('of a cognitive service is told with its kind', async () => {
    const properties = { category: 'CognitiveService', authType: 'ApiKey', metadata: { Kind: 'Form Recognizer' } };
    const { arm } = scriptedArm(() => ({ status: 200, body: { name: 'forms', properties } }));

    expect(await createWorkspaces(arm).connection(workspaceId, 'forms')).toEqual({
      name: 'forms',
      category: 'CognitiveService',
      authType: 'ApiKey',
      kind: 'Form Recognizer',
    });
  });

  test('that is not there is undefined', async () => {
    const { world, workspaceId } = emulated();

    expect(await world.workspaces.connection(workspaceId, 'nothing')).toBeUndefined();
  });
});

describe('a user-assigned identity', () => {
  const identityId =
    '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-flowferry/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows';

  test('is told with its two ids, read in the API version that it has', async () => {
    const { world, azure } = emulated();
    await fetch(`${azure.url}${identityId}?api-version=2023-01-31`, {
      method: 'PUT',
      headers: {
        'x-forwarded-host': 'management.azure.com',
        authorization: 'Bearer tok:https://management.azure.com/.default',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ location: 'eastus' }),
    });

    expect(await world.workspaces.identity(identityId)).toEqual({
      principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(azure.requests.all().at(-1)).toMatchObject({ method: 'GET', apiVersion: '2023-01-31', status: 200 });
  });

  test('that is not there is undefined', async () => {
    const { world } = emulated();

    expect(await world.workspaces.identity(`${identityId}-2`)).toBeUndefined();
  });
});
