import { describe, expect, test } from 'vitest';
import { ask, resourceGroup, workspaceName } from '../../support/azure-client.ts';
import { askControl } from '../../support/control-api.ts';
import { outcomeOf } from '../../support/deployment-outcome.ts';
import { azureOfEachTest, createDeployment, createEndpoint } from '../../support/emulated-azure.ts';

const started = azureOfEachTest();

const place = (kind: string) => askControl(started.azure.controlUrl, 'PUT', '/network', { kind });

async function deployIn(kind: string) {
  await place(kind);
  await createEndpoint(started);
  const begun = started.clock.now();
  await createDeployment(started);
  return { ...(await outcomeOf(started)), minutes: (started.clock.now() - begun) / 60_000 };
}

describe('the network of a workspace', () => {
  test('of the customer’s own keeps the container from its storage ("Network isolation in prompt flow", known limitations)', async () => {
    const outcome = await deployIn('own');

    expect(outcome).toMatchObject({ state: 'Failed', code: 'BadArgument' });
    expect(outcome.message).toMatch(/storage account \w+ cannot be reached from the network of the deployment/);
    expect(outcome.minutes).toBeGreaterThan(7);
    const { content } = await started.machineLearning.onlineDeployments.getLogs(
      ...[resourceGroup, workspaceName, 'echo', 'blue', { containerType: 'StorageInitializer' }],
    );
    expect(content).toContain('AuthorizationFailure');
  });

  test('that Azure manages has to be there first ("Troubleshoot online endpoints", WorkspaceManagedNetworkNotReady)', async () => {
    expect(await deployIn('managed-not-provisioned')).toMatchObject({
      ...{ state: 'Failed', code: 'WorkspaceManagedNetworkNotReady' },
    });
  });

  test.each(['managed', 'public'])('is no hindrance when it is %s', async (kind) => {
    expect(await deployIn(kind)).toMatchObject({ state: 'Succeeded' });
  });

  test.each([
    ['own', 'Disabled', 'Disabled', 'Approved'],
    ['managed', 'Disabled', 'AllowInternetOutbound', 'Approved'],
    ['public', 'Enabled', 'Disabled', undefined],
  ])('%s shows on the workspace (Workspaces - Get)', async (kind, access, isolationMode, link) => {
    await place('own');
    await place(kind);

    const { body } = await ask(started.azure.url, { path: started.azure.workspace.id });

    const { publicNetworkAccess, managedNetwork, privateEndpointConnections } = body.properties;
    const state = privateEndpointConnections?.[0].properties.privateLinkServiceConnectionState.status;
    expect([publicNetworkAccess, managedNetwork.isolationMode, state]).toEqual([access, isolationMode, link]);
  });
});
