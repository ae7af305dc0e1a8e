import { describe, expect, test } from 'vitest';
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
    });
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
