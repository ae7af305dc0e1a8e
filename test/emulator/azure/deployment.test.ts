import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resourceGroup, workspaceName } from '../../support/azure-client.ts';
import {
  azureForTests,
  createDeployment,
  createEndpoint,
  deploymentBody,
  registerModel,
  type StartedAzure,
  systemAssigned,
  untilSettled,
} from '../../support/emulated-azure.ts';
import { flowYaml } from '../../support/flow-files.ts';

let tests: Awaited<ReturnType<typeof azureForTests>>;
beforeAll(async () => {
  tests = await azureForTests();
});
afterAll(() => tests.stop());

const place = [resourceGroup, workspaceName] as const;

describe('the way of a deployment (Machine Learning REST reference)', () => {
  let started: StartedAzure;
  beforeAll(async () => {
    started = await tests.start();
  });

  test('an endpoint is created as a long operation and gets an identity', async () => {
    const body = { location: 'eastus', identity: systemAssigned, properties: { authMode: 'Key' } };
    const poller = await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(...place, 'echo', body);
    const during = await started.machineLearning.onlineEndpoints.get(...place, 'echo');

    await untilSettled(started);
    const result = await poller.pollUntilDone();

    expect(during.properties.provisioningState).toBe('Creating');
    expect(during.properties.properties?.['AzureAsyncOperationUri']).toContain('/mfeOperationsStatus/oeidp:');
    expect(result.properties.provisioningState).toBe('Succeeded');
    expect(result.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(result.properties.scoringUri).toBe('https://echo.eastus.inference.ml.azure.com/score');
  });

  test('a deployment takes 8 to 17 minutes and comes up with its log', async () => {
    const begun = started.clock.now();
    const body = await deploymentBody(started);
    const { onlineDeployments } = started.machineLearning;
    const poller = await onlineDeployments.beginCreateOrUpdate(...place, 'echo', 'blue', body);
    await untilSettled(started);

    const result = await poller.pollUntilDone();
    const { content } = await onlineDeployments.getLogs(...place, 'echo', 'blue', { containerType: 'InferenceServer' });

    expect(result.properties.provisioningState).toBe('Succeeded');
    const minutes = (started.clock.now() - begun) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(8);
    expect(minutes).toBeLessThanOrEqual(17);
    expect(content).toContain('Promptflow executor initializing succeed!');
  });

  test('traffic moves to it, and then it cannot be deleted', async () => {
    const body = {
      location: 'eastus',
      identity: systemAssigned,
      properties: { authMode: 'Key', traffic: { blue: 100 } },
    };
    await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(...place, 'echo', body);
    await untilSettled(started);
    const moved = await started.machineLearning.onlineEndpoints.get(...place, 'echo');

    const deletion = started.machineLearning.onlineDeployments.beginDelete(...place, 'echo', 'blue');

    expect(moved.properties.traffic).toEqual({ blue: 100 });
    await expect(deletion).rejects.toMatchObject({ statusCode: 400, code: 'InferencingClientCallFailed' });
  });

  test('with the endpoint goes its deployment', async () => {
    const poller = await started.machineLearning.onlineEndpoints.beginDelete(...place, 'echo');
    await untilSettled(started);
    await poller.pollUntilDone();

    const endpoint = started.machineLearning.onlineEndpoints.get(...place, 'echo');

    await expect(endpoint).rejects.toMatchObject({ statusCode: 404 });
    expect(started.azure.cloud.deployments.size).toBe(0);
  });
});

test('a flow without its source file crashes the container, and the log says why', async () => {
  const started = await tests.start();
  await createEndpoint(started, 'broken');
  const model = await registerModel(started, { 'flow.dag.yaml': flowYaml }, { name: 'broken' });

  await createDeployment(started, 'broken', 'blue', { model });

  const deployment = await started.machineLearning.onlineDeployments.get(...place, 'broken', 'blue');
  const { content } = await started.machineLearning.onlineDeployments.getLogs(...place, 'broken', 'blue', {});
  const [operation] = started.azure.cloud.operations.values().slice(-1);
  expect(deployment.properties.provisioningState).toBe('Failed');
  expect(operation?.error?.code).toBe('ResourceNotReady');
  expect(content).toContain('echo.py');
});
