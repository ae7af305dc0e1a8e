import { describe, expect, test } from 'vitest';
import type { EndpointRef } from '../../domain/workspace.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { deploymentRequest, flowFiles, readyDeployment, readyEndpoint, registeredAssets } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

/** An endpoint and the assets to deploy under it. */
async function stage(files = flowFiles()) {
  const { world, azure, workspaceId } = emulated();
  const endpoint = await readyEndpoint(world, workspaceId);
  const request = deploymentRequest(await registeredAssets(world, workspaceId, files));
  return { world, azure, endpoint, request };
}

const sent = (method: string, endpoint: EndpointRef, name: string) =>
  emulated()
    .azure.requests.all()
    .filter((asked) => asked.method === method && asked.path.endsWith(`/${endpoint.name}/deployments/${name}`));

describe('a new deployment', () => {
  test('is begun with one request that says all of it, and is there when its operation has ended', async () => {
    const { world, endpoint, request } = await stage();

    const made = await readyDeployment(world, endpoint, 'blue', {
      ...request,
      instanceCount: 2,
      dataCollection: true,
      probes: {
        liveness: { initialDelayInSeconds: 20, periodInSeconds: 5 },
        readiness: { timeoutInSeconds: 4, successThreshold: 1, failureThreshold: 9 },
        startup: { initialDelayInSeconds: 30 },
      },
    });

    const facts = {
      name: 'blue',
      state: 'Succeeded',
      instanceType: 'Standard_DS3_v2',
      instanceCount: 2,
      tags: { release: 'r1' },
    };
    expect(made).toEqual({ kind: 'done', value: { state: 'done', value: facts } });
    expect(await world.deployments.get(endpoint, 'blue')).toEqual(facts);
    expect(await world.deployments.list(endpoint)).toEqual([facts]);
    const [put, ...others] = sent('PUT', endpoint, 'blue');
    expect(others).toEqual([]);
    expect(put?.apiVersion).toBe('2024-10-01');
    expect(put?.body).toEqual({
      location: 'eastus',
      tags: { release: 'r1' },
      sku: { name: 'Default', capacity: 2 },
      properties: {
        endpointComputeType: 'Managed',
        instanceType: 'Standard_DS3_v2',
        model: request.modelId,
        environmentId: request.environmentId,
        environmentVariables: expect.objectContaining({ PROMPTFLOW_RUN_MODE: 'serving' }),
        description: '',
        appInsightsEnabled: true,
        scaleSettings: { scaleType: 'Default' },
        requestSettings: { requestTimeout: 'PT200S', maxConcurrentRequestsPerInstance: 10 },
        livenessProbe: { initialDelay: 'PT20S', period: 'PT5S' },
        readinessProbe: { timeout: 'PT4S', successThreshold: 1, failureThreshold: 9 },
        startupProbe: { initialDelay: 'PT30S' },
        dataCollector: {
          collections: {
            model_inputs: { dataCollectionMode: 'Enabled' },
            model_outputs: { dataCollectionMode: 'Enabled' },
          },
        },
      },
    });
  });

  test('says nothing of what is not asked for', async () => {
    const { world, endpoint, request } = await stage();

    await world.deployments.begin(endpoint, 'blue', request);

    const [put] = sent('PUT', endpoint, 'blue');
    expect(JSON.stringify(put?.body)).toContain('instanceType');
    expect(JSON.stringify(put?.body)).not.toMatch(/dataCollector|Probe/);
  });

  test('is running from before it is seen until its operation ends', async () => {
    const { world, endpoint, request } = await stage();
    expect(await world.deployments.check(endpoint, 'blue')).toEqual({ kind: 'done', value: { state: 'running' } });

    await world.deployments.begin(endpoint, 'blue', request);

    expect(await world.deployments.check(endpoint, 'blue')).toEqual({ kind: 'done', value: { state: 'running' } });
  });

  test('begun twice is begun once', async () => {
    const { world, endpoint, request } = await stage();

    await world.deployments.begin(endpoint, 'blue', request);
    expect(await world.deployments.begin(endpoint, 'blue', request)).toEqual({ kind: 'done', value: {} });

    expect(sent('PUT', endpoint, 'blue')).toHaveLength(1);
  });

  test('is begun though the answer is lost, whatever is said to the repetition', async () => {
    const { world, azure, endpoint, request } = await stage();
    azure.cloud.faults.add({ name: 'lost-answer', target: `PUT .*/${endpoint.name}/deployments/blue$`, count: 1 });

    expect(await world.deployments.begin(endpoint, 'blue', request)).toEqual({ kind: 'done', value: {} });

    expect(sent('PUT', endpoint, 'blue').length).toBeGreaterThan(1);
    expect((await world.deployments.list(endpoint)).map(({ name }) => name)).toEqual(['blue']);
  });

  test('is trouble worth another try while the endpoint is busy with something else', async () => {
    const { world, azure, endpoint, request } = await stage();
    azure.cloud.faults.add({ name: 'slow-operation', target: `${endpoint.name}$`, count: 1, seconds: 86_400 });
    await world.endpoints.beginTraffic(endpoint, {});

    await expect(world.deployments.begin(endpoint, 'blue', request)).rejects.toThrow(
      `conflict: could not create deployment blue of endpoint ${endpoint.name}`,
    );
  });
});

describe('deployments that are not there', () => {
  test('are undefined, have no logs, and can be deleted', async () => {
    const { world, endpoint } = await stage();
    const nowhere = { ...endpoint, name: 'nowhere' };

    expect(await world.deployments.get(endpoint, 'blue')).toBeUndefined();
    expect(await world.deployments.logs(endpoint, 'blue')).toEqual([]);
    expect(await world.deployments.list(nowhere)).toEqual([]);
    expect(await world.deployments.beginDelete(endpoint, 'blue')).toEqual({ kind: 'done', value: {} });
    expect(sent('DELETE', endpoint, 'blue')).toEqual([]);
  });
});

describe('a deployment that is deleted', () => {
  test('goes, and deleting it meanwhile changes nothing', async () => {
    const { world, azure, endpoint, request } = await stage();
    await readyDeployment(world, endpoint, 'blue', request);
    azure.cloud.faults.add({ name: 'slow-operation', target: `${endpoint.name}/deployments/blue$`, count: 1 });

    expect(await world.deployments.beginDelete(endpoint, 'blue')).toEqual({ kind: 'done', value: {} });
    expect(await world.deployments.beginDelete(endpoint, 'blue')).toEqual({ kind: 'done', value: {} });
    await expect(world.deployments.begin(endpoint, 'blue', request)).rejects.toThrow('conflict: ');
    await until(
      () => world.deployments.get(endpoint, 'blue'),
      (found) => found === undefined,
    );

    expect(sent('DELETE', endpoint, 'blue')).toHaveLength(1);
  });

  test('stays while it takes traffic: the service refuses', async () => {
    const { world, endpoint, request } = await stage();
    await readyDeployment(world, endpoint, 'blue', request);
    await world.endpoints.beginTraffic(endpoint, { blue: 100 });
    await until(
      () => world.endpoints.check(endpoint),
      (answer) => answer.kind === 'done' && answer.value.state === 'done',
    );

    expect(await world.deployments.beginDelete(endpoint, 'blue')).toMatchObject({ kind: 'refused' });
  });
});
