import { describe, expect, test } from 'vitest';
import { ask } from '../../support/azure-client.ts';
import { registerEnvironment, registerModel, untilSettled } from '../../support/emulated-azure.ts';
import { deploymentsToPut } from '../../support/put-resources.ts';

const { started, good, put, withProperties } = deploymentsToPut();
const timeout = (requestTimeout: string) => ({ requestSettings: { requestTimeout } });

const quotas = 'How to manage quotas';
const flows = 'Deploy a flow to an online endpoint with CLI';

describe('a deployment is refused', () => {
  test.each([
    [
      'no location',
      () => ({ ...good(), location: undefined }),
      'LocationRequired',
      'Azure Resource Manager: tracked resources',
    ],
    [
      'a machine that there is not',
      () => withProperties({ instanceType: 'Standard_X1' }),
      'not supported',
      'VM SKU list of managed online endpoints',
    ],
    ['no instances', () => ({ ...good(), sku: { name: 'Default', capacity: 0 } }), '1 to 50 instances', quotas],
    ['51 instances', () => ({ ...good(), sku: { name: 'Default', capacity: 51 } }), '1 to 50 instances', quotas],
    [
      'scaling by target',
      () => withProperties({ scaleSettings: { scaleType: 'TargetUtilization' } }),
      'only the scale type Default',
      'Autoscale online endpoints',
    ],
    [
      'another compute type',
      () => withProperties({ endpointComputeType: 'Kubernetes' }),
      'compute type',
      'REST reference, EndpointComputeType',
    ],
    ['a timeout over 300 s', () => withProperties(timeout('PT301S')), 'at most 300 seconds', flows],
    [
      'a timeout that is no duration',
      () => withProperties(timeout('5000')),
      'at most 300 seconds',
      'REST reference: requestTimeout is ISO 8601',
    ],
    [
      'a model that is not there',
      () => withProperties({ model: `${good().properties.model}0` }),
      'NotFoundError',
      'REST reference',
    ],
    [
      'an environment that is not there',
      () => withProperties({ environmentId: `${good().properties.environmentId}0` }),
      'NotFoundError',
      'REST reference',
    ],
    [
      'no environment and no code',
      () => withProperties({ environmentId: undefined }),
      'MissingDriverProgram',
      'Deploy a flow as a managed online endpoint, troubleshooting',
    ],
  ])('for %s', async (_, body, words, _document) => {
    const answer = await put(body());

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(JSON.stringify(answer.body)).toContain(words);
    expect(started.azure.cloud.deployments.size).toBe(0);
  });

  test.each(['1st', 'ab', 'a--b', 'blue_green', 'b'.repeat(33)])(`for the name %s (${quotas}: names)`, async (name) => {
    expect(JSON.stringify((await put(good(), name)).body)).toContain('is not valid');
  });

  test('without routes for inference: MissingDriverProgram (Learn article, "MissingDriverProgram error")', async () => {
    const image = {
      image: 'mcr.microsoft.com/azureml/promptflow/promptflow-runtime:latest',
      inferenceConfig: undefined,
    };
    const environmentId = await registerEnvironment(started, image, 'without-routes');

    const { status, body } = await put(withProperties({ environmentId }));

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'BadRequest',
      details: [{ code: 'MissingDriverProgram', message: 'Could not find driver program in the request.' }],
    });
  });

  test(`for more than 180 s unless the model is marked as a flow (${flows})`, async () => {
    const model = await registerModel(started, undefined, { name: 'plain', properties: {} });

    const long = await put(withProperties({ model, ...timeout('PT3M1S') }));
    const short = await put(withProperties({ model, ...timeout('PT3M') }), 'short');

    expect(JSON.stringify(long.body)).toContain('at most 180 seconds');
    expect(short.status).toBe(201);
  });

  test('while its endpoint is updated (azure-sdk-for-net issue 36961)', async () => {
    const path = `${started.azure.workspace.id}/onlineEndpoints/echo`;
    const { body: endpoint } = await ask(started.azure.url, { path });
    await ask(started.azure.url, { method: 'PUT', path, body: endpoint });

    const { status, body } = await put(good(), 'early');
    await untilSettled(started);

    expect(status).toBe(409);
    expect(body.error.message).toBe(
      'Cannot create a deployment in endpoint echo because it is in Updating provisioning state.',
    );
  });

  test('while another operation works on it: 409 (Azure Resource Manager, conflict)', async () => {
    await put(good(), 'busy');

    const again = await put(good(), 'busy');
    await untilSettled(started);

    expect(again.status).toBe(409);
  });

  test('again, when it never was ready (field report: "unrecoverable state")', async () => {
    const broken = await registerModel(started, { 'flow.dag.yaml': 'nodes: [' }, { name: 'broken' });
    await put(withProperties({ model: broken }), 'hopeless');
    await untilSettled(started);

    const { status, body } = await put(good(), 'hopeless');
    const path = `${started.azure.workspace.id}/onlineEndpoints/echo/deployments/hopeless`;
    const scaled = await ask(started.azure.url, { method: 'PATCH', path, body: { sku: { capacity: 2 } } });

    expect(scaled.status).toBe(400);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'InferencingClientCallFailed' });
    expect(body.error.message).toBe(
      'Specified deployment [hopeless] failed during initial provisioning and is in an unrecoverable state. ' +
        'Delete and re-create.',
    );
  });

  test('in an endpoint that is not there', async () => {
    expect((await put(good(), 'blue', 'nowhere')).status).toBe(404);
  });
});
