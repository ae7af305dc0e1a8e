import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, seededFaults } from '../../../emulator/azure/faults.ts';
import {
  ask,
  azureClients,
  credentialOf,
  emulated,
  resourceGroup,
  subscriptionId,
  workspaceName,
} from '../../support/azure-client.ts';
import { azureForTests, systemAssigned, untilSettled } from '../../support/emulated-azure.ts';

let tests: Awaited<ReturnType<typeof azureForTests>>;
beforeAll(async () => {
  tests = await azureForTests();
});
afterAll(() => tests.stop());

const place = [resourceGroup, workspaceName] as const;
const body = { location: 'eastus', identity: systemAssigned, properties: { authMode: 'Key' } };
const startWith = (...faults: Fault[]) => tests.start({ faults });
const workspaceOf = async (...faults: Fault[]) => {
  const { azure } = await startWith(...faults);
  return () => ask(azure.url, { path: azure.workspace.id });
};

describe('faults by name', () => {
  test('throttled: 429, and the SDK waits as long as it is told (Request limits and throttling)', async () => {
    const { azure } = await startWith({ name: 'throttled', count: 2, seconds: 0.05, target: 'GET .*workspaces' });
    const { machineLearning } = azureClients(azure.url);
    machineLearning.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
    const refusal = machineLearning.workspaces.get(...place);
    await expect(refusal).rejects.toMatchObject({ statusCode: 429, code: 'TooManyRequests' });

    const first = await ask(azure.url, { path: azure.workspace.id });
    const second = await ask(azure.url, { path: azure.workspace.id });

    expect([first.headers.get('retry-after'), first.headers.get('retry-after-ms')]).toEqual(['1', '50']);
    expect(second.status).toBe(200);
  });

  test('throttled: with its usual retries the SDK comes through', async () => {
    const { azure } = await startWith({ name: 'throttled', count: 2, seconds: 0.05 });
    const client = new AzureMachineLearningWorkspaces(credentialOf(), subscriptionId, {
      httpClient: emulated(azure.url),
    });

    const workspace = await client.workspaces.get(...place);

    expect(workspace.name).toBe(workspaceName);
    expect(azure.requests.all().map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  test('server-error: 500', async () => {
    const get = await workspaceOf({ name: 'server-error', count: 1 });

    expect([(await get()).status, (await get()).status]).toEqual([500, 200]);
  });

  test('connection-reset: nothing comes back, and nothing was done', async () => {
    const { azure } = await startWith({ name: 'connection-reset', target: 'PUT', count: 1 });

    const request = ask(azure.url, { method: 'PUT', path: `${azure.workspace.id}/onlineEndpoints/echo`, body });

    await expect(request).rejects.toThrow('fetch failed');
    expect(azure.cloud.endpoints.size).toBe(0);
  });

  test('lost-answer: nothing comes back, and yet it was done', async () => {
    const { azure } = await startWith({ name: 'lost-answer', target: 'PUT', count: 1 });

    const request = ask(azure.url, { method: 'PUT', path: `${azure.workspace.id}/onlineEndpoints/echo`, body });

    await expect(request).rejects.toThrow('fetch failed');
    expect(azure.cloud.endpoints.size).toBe(1);
  });

  test('forbidden: 403 as for a caller without the role (Troubleshoot Azure RBAC)', async () => {
    const get = await workspaceOf({ name: 'forbidden', count: 1 });

    const { status, body: answer } = await get();

    expect({ status, code: answer.error.code }).toEqual({ status: 403, code: 'AuthorizationFailed' });
  });

  test('not-found-after-create: 404 for what was just made', async () => {
    const started = await startWith({ name: 'not-found-after-create', count: 1 });
    const get = () => ask(started.azure.url, { path: `${started.azure.workspace.id}/onlineEndpoints/echo` });
    await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(...place, 'echo', body);

    expect([(await get()).status, (await get()).status]).toEqual([404, 200]);
  });

  test('stale-read: a read answers what the read before it answered', async () => {
    const started = await startWith({ name: 'stale-read', count: 1, target: 'onlineEndpoints/echo$' });
    const state = async () => {
      const endpoint = await started.machineLearning.onlineEndpoints.get(...place, 'echo');
      return endpoint.properties.provisioningState;
    };
    await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(...place, 'echo', body);
    const before = await state();
    await untilSettled(started);

    expect([before, await state(), await state()]).toEqual(['Creating', 'Creating', 'Succeeded']);
  });

  test('slow-operation: it takes so much longer', async () => {
    const started = await startWith({ name: 'slow-operation', seconds: 7200, target: 'put-endpoint' });
    const begun = started.clock.now();
    await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(...place, 'echo', body);
    await untilSettled(started);

    expect(started.clock.now() - begun).toBeGreaterThan(7_200_000);
  });

  test('failing-operation: the operation ends with the error, the resource with Failed', async () => {
    const fault = { name: 'failing-operation', target: 'put-endpoint', code: 'OperationCanceled' } as const;
    const started = await startWith({
      ...fault,
      message: 'The operation was canceled: waiting for lock confirmation.',
    });
    await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(...place, 'echo', body);
    await untilSettled(started);

    const endpoint = await started.machineLearning.onlineEndpoints.get(...place, 'echo');
    const uri = new URL(endpoint.properties.properties?.['AzureAsyncOperationUri'] ?? '');
    const operation = await ask(started.azure.url, { path: uri.pathname + uri.search, apiVersion: null });

    expect(endpoint.properties.provisioningState).toBe('Failed');
    expect(operation.body).toMatchObject({ status: 'Failed', error: { code: 'OperationCanceled' } });
  });
});

describe('how often a fault strikes', () => {
  const strikes = (seed: number, fault: Fault) => {
    const faults = seededFaults(seed, [fault]);
    return Array.from({ length: 20 }, () => faults.strike(fault.name, 'GET here') !== undefined);
  };

  test('is the same for the same seed, and another for another', () => {
    const fault = { name: 'server-error', probability: 0.5 } as const;

    expect(strikes(7, fault)).toEqual(strikes(7, fault));
    expect(strikes(7, fault)).not.toEqual(strikes(8, fault));
  });

  test('is counted, after those that are let pass', () => {
    const struck = strikes(1, { name: 'server-error', skip: 2, count: 3 });

    expect(struck.flatMap((hit, at) => (hit ? [at] : []))).toEqual([2, 3, 4]);
  });

  test('is never, on another target', () => {
    expect(strikes(1, { name: 'server-error', target: '^PUT' })).not.toContain(true);
  });
});
