import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, resourceGroup, workspaceName } from '../../support/azure-client.ts';
import {
  azureForTests,
  createDeployment,
  createEndpoint,
  deploymentBody,
  type StartedAzure,
  systemAssigned,
  untilSettled,
} from '../../support/emulated-azure.ts';

let tests: Awaited<ReturnType<typeof azureForTests>>;
beforeAll(async () => {
  tests = await azureForTests();
});
afterAll(() => tests.stop());

const place = [resourceGroup, workspaceName] as const;
const endpointBody = { location: 'eastus', identity: systemAssigned, properties: { authMode: 'Key' } };

/** Asks once at the address of a long operation. */
const poll = (started: StartedAzure, address: string | null) => {
  const { pathname, search } = new URL(address ?? '');
  return ask(started.azure.url, { path: `${pathname}${search}`, apiVersion: null });
};

describe('long operations (Machine Learning REST reference; Azure Resource Manager, asynchronous operations)', () => {
  test('a PUT answers 201 with the state and where to follow it', async () => {
    const started = await tests.start();
    const path = `${started.azure.workspace.id}/onlineEndpoints/echo`;

    const put = await ask(started.azure.url, { method: 'PUT', path, body: endpointBody });
    const during = await poll(started, put.headers.get('azure-asyncoperation'));
    await untilSettled(started);
    const after = await poll(started, put.headers.get('azure-asyncoperation'));

    expect(put.status).toBe(201);
    expect(put.body.properties.provisioningState).toBe('Creating');
    expect(put.body.properties.properties.AzureAsyncOperationUri).toBe(put.headers.get('azure-asyncoperation'));
    expect(put.headers.get('azure-asyncoperation')).toMatch(
      /mfeOperationsStatus\/oeidp:[^?]+\?api-version=2022-02-01-preview$/,
    );
    expect(during.body).toMatchObject({ status: 'InProgress' });
    expect(after.body).toMatchObject({ status: 'Succeeded', endTime: expect.any(String) });
  });

  test('a DELETE answers 202, and its result 202 until it is 204', async () => {
    const started = await tests.start();
    await createEndpoint(started);
    const path = `${started.azure.workspace.id}/onlineEndpoints/echo`;

    const deleted = await ask(started.azure.url, { method: 'DELETE', path });
    const location = deleted.headers.get('location');
    const during = await poll(started, location);
    const state = (await ask(started.azure.url, { path })).body.properties.provisioningState;
    await untilSettled(started);
    const after = await poll(started, location);

    expect([deleted.status, during.status, after.status]).toEqual([202, 202, 204]);
    expect([location, during.headers.get('location')]).toEqual([
      expect.stringContaining('mfeOperationResults'),
      location,
    ]);
    expect(during.headers.get('retry-after')).toBe('10');
    expect(state).toBe('Deleting');
    expect((await ask(started.azure.url, { method: 'DELETE', path })).status).toBe(204);
  });

  test('a failed one says why only in the operation', async () => {
    const started = await tests.start({
      faults: [{ name: 'failing-operation', target: 'put-endpoint', message: 'No.' }],
    });
    const { onlineEndpoints } = started.machineLearning;
    const poller = await onlineEndpoints.beginCreateOrUpdate(...place, 'echo', endpointBody, { updateIntervalInMs: 1 });
    await untilSettled(started);

    await expect(poller.pollUntilDone()).rejects.toThrow(
      'The long-running operation has failed. InternalServerError. No.',
    );
    const endpoint = await onlineEndpoints.get(...place, 'echo');
    expect(JSON.stringify(endpoint)).not.toContain('No.');
  });

  test('a deployment is scaled by PATCH, and passes through Scaling', async () => {
    const started = await tests.start();
    await createEndpoint(started);
    await createDeployment(started);
    const { onlineDeployments } = started.machineLearning;
    const before = started.azure.cloud.deployments.values()[0]?.running;

    const poller = await onlineDeployments.beginUpdate(...place, 'echo', 'blue', { sku: { capacity: 3 } } as object);
    const during = await onlineDeployments.get(...place, 'echo', 'blue');
    await untilSettled(started);
    await poller.pollUntilDone();
    const after = await onlineDeployments.get(...place, 'echo', 'blue');

    expect([during.properties.provisioningState, after.properties.provisioningState]).toEqual(['Scaling', 'Succeeded']);
    expect([after.sku?.capacity, before?.capacity]).toEqual([3, 1]);
    expect(started.azure.cloud.deployments.values()[0]?.running?.capacity).toBe(3);
  });

  test('an update that fails leaves what ran before', async () => {
    const started = await tests.start();
    await createEndpoint(started);
    await createDeployment(started);
    started.azure.cloud.faults.add({ name: 'failing-operation', target: 'put-deployment', count: 1 });

    await createDeployment(started, 'echo', 'blue', { environmentVariables: { PROMPTFLOW_RUN_MODE: 'serving' } });

    const { resource, running } = started.azure.cloud.deployments.values()[0] ?? {};
    expect(resource?.properties.provisioningState).toBe('Failed');
    expect(running?.properties.environmentVariables).toHaveProperty('PRT_CONFIG_OVERRIDE');
    expect(await started.azure.containers.running(resource?.id ?? '')).toBeDefined();
  });
});

describe('keys and tokens (Authenticate clients for online endpoints)', () => {
  test('a key is made anew by a long operation, the other one stays', async () => {
    const started = await tests.start();
    await createEndpoint(started);
    const { onlineEndpoints } = started.machineLearning;
    const before = await onlineEndpoints.listKeys(...place, 'echo');

    const poller = await onlineEndpoints.beginRegenerateKeys(...place, 'echo', { keyType: 'Primary' });
    await untilSettled(started);
    await poller.pollUntilDone();
    const after = await onlineEndpoints.listKeys(...place, 'echo');

    expect(after.primaryKey).not.toBe(before.primaryKey);
    expect(after.secondaryKey).toBe(before.secondaryKey);
  });

  test('a token has an hour, and there are no keys', async () => {
    const started = await tests.start();
    await createEndpoint(started, 'echo', systemAssigned, { authMode: 'AMLToken' });
    const { onlineEndpoints } = started.machineLearning;

    const token = await onlineEndpoints.getToken(...place, 'echo');

    expect(token).toMatchObject({ tokenType: 'Bearer', expiryTimeUtc: Math.floor(started.clock.now() / 1000) + 3600 });
    await expect(onlineEndpoints.listKeys(...place, 'echo')).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('a killed emulator goes on where it was', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'flowferry-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('resources are there, and operations end', async () => {
    const first = await tests.start({ stateFolder: folder });
    await createEndpoint(first);
    const body = await deploymentBody(first);
    await first.machineLearning.onlineDeployments.beginCreateOrUpdate(...place, 'echo', 'blue', body);
    const keys = await first.machineLearning.onlineEndpoints.listKeys(...place, 'echo');
    first.clock.jump();

    // The first one is not stopped: it could not do anything either if it were killed.
    const second = await tests.start({ stateFolder: folder });
    await untilSettled(second);

    const deployment = await second.machineLearning.onlineDeployments.get(...place, 'echo', 'blue');
    expect(deployment.properties.provisioningState).toBe('Succeeded');
    expect(await second.machineLearning.onlineEndpoints.listKeys(...place, 'echo')).toEqual(keys);
    expect(second.azure.cloud.roleAssignments.size).toBe(first.azure.cloud.roleAssignments.size);
    expect(await second.azure.containers.running(deployment.id ?? '')).toBeDefined();
  });
});
