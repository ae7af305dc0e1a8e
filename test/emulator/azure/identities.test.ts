import { beforeEach, describe, expect, test } from 'vitest';
import { roles } from '../../../emulator/azure/authorization/roles.ts';
import { resourceGroup, subscriptionId, workspaceName } from '../../support/azure-client.ts';
import { control, outcomeOf } from '../../support/deployment-outcome.ts';
import {
  azureOfEachTest,
  createDeployment,
  createEndpoint,
  registerEnvironment,
} from '../../support/emulated-azure.ts';
import { servingVariables } from '../../support/flow-files.ts';

const started = azureOfEachTest();

const place = [resourceGroup, workspaceName] as const;

const identityId =
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
  '/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows';

describe('a user-assigned identity gets no role by itself (Authentication for online endpoints)', () => {
  const attach = { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
  let principalId: string;
  let environmentVariables: Record<string, string>;
  beforeEach(async () => {
    const made = (await (await control(started, '/identities', { id: identityId })).json()) as {
      properties: { principalId: string; clientId: string };
    };
    ({ principalId } = made.properties);
    environmentVariables = { ...servingVariables, AZURE_CLIENT_ID: made.properties.clientId };
    await createEndpoint(started, 'echo', attach);
  });
  const grant = (role: { name: string }, scope: string, afterSeconds = 0) =>
    control(started, '/roles', { principalId, role: role.name, scope, afterSeconds });

  test('without AcrPull the image cannot be pulled', async () => {
    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect(await outcomeOf(started)).toMatchObject({
      ...{ state: 'Failed', code: 'BadArgument' },
      message: expect.stringContaining('Endpoint identity does not have pull permission on the registry.'),
    });
  });

  test('without Storage Blob Data Reader the model cannot be downloaded', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry);

    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect(await outcomeOf(started)).toMatchObject({
      ...{ state: 'Failed', code: 'BadArgument' },
      message: expect.stringContaining('Startup task failed due to authorization error'),
    });
  });

  test('a role that has not reached the services yet is none (Azure RBAC: changes take their time)', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry, 3600);
    await grant(roles.blobDataReader, started.azure.workspace.properties.storageAccount);

    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect((await outcomeOf(started)).code).toBe('BadArgument');
  });

  test('with both it comes up', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry);
    await grant(roles.blobDataReader, started.azure.workspace.properties.storageAccount);

    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect((await outcomeOf(started)).state).toBe('Succeeded');
  });

  test('a registry that is not linked to the workspace needs a role of its own', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry);
    await grant(roles.blobDataReader, started.azure.workspace.properties.storageAccount);
    const environmentId = await registerEnvironment(started, { image: 'elsewhere.azurecr.io/flows:1' }, 'foreign');
    const resource = `/subscriptions/${subscriptionId}/resourceGroups/other`;

    await createDeployment(started, 'echo', 'blue', { environmentVariables, environmentId });
    await grant(roles.acrPull, `${resource}/providers/Microsoft.ContainerRegistry/registries/elsewhere`);
    await createDeployment(started, 'echo', 'green', { environmentVariables, environmentId });

    expect((await outcomeOf(started, 'echo', 'blue')).code).toBe('BadArgument');
    expect((await outcomeOf(started, 'echo', 'green')).state).toBe('Succeeded');
  });
});

describe('a system-assigned identity has what it needs (Authentication for online endpoints, automatic roles)', () => {
  test('three roles by itself, and the fourth when it enforces secret stores', async () => {
    await createEndpoint(started, 'plain');
    await createEndpoint(
      started,
      'secretive',
      { type: 'SystemAssigned' },
      {
        properties: { enforce_access_to_default_secret_stores: 'enabled' },
      },
    );
    const rolesOf = async (name: string) => {
      const { identity } = await started.machineLearning.onlineEndpoints.get(...place, name);
      const assigned = started.azure.cloud.roleAssignments.values();
      return assigned
        .filter(({ properties }) => properties.principalId === identity?.principalId)
        .map(({ properties }) => properties.roleDefinitionId.split('/').at(-1));
    };

    const usual = [roles.acrPull.guid, roles.blobDataReader.guid, roles.metricsWriter.guid];
    expect(await rolesOf('plain')).toEqual(usual);
    expect(await rolesOf('secretive')).toEqual([...usual, roles.connectionSecretsReader.guid]);
  });
});
