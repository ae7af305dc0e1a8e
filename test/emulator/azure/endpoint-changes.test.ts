import { beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../../support/azure-client.ts';
import { untilSettled } from '../../support/emulated-azure.ts';
import { endpointsToPut } from '../../support/put-resources.ts';

const { started, good, put, withProperties } = endpointsToPut();

describe('an endpoint that exists', () => {
  beforeEach(() => untilSettled(started));

  test('is not touched by two at once: 409 (Azure Resource Manager, conflict)', async () => {
    await put('echo', withProperties({ traffic: { blue: 100 } }));

    const { status, body } = await put('echo', withProperties({ traffic: { green: 100 } }));

    expect({ status, code: body.error.code }).toEqual({ status: 409, code: 'Conflict' });
  });

  test('loses what the body of a PUT lacks: mirrored traffic too (Perform safe rollout, note on older clients)', async () => {
    await put('echo', withProperties({ traffic: { blue: 100 }, mirrorTraffic: { green: 20 } }));
    await untilSettled(started);
    const { body: before } = await ask(started.azure.url, {
      path: `${started.azure.workspace.id}/onlineEndpoints/echo`,
    });
    await put('echo', withProperties({ traffic: { blue: 100 } }));
    await untilSettled(started);

    const { body: after } = await ask(started.azure.url, {
      path: `${started.azure.workspace.id}/onlineEndpoints/echo`,
    });

    expect(before.properties.mirrorTraffic).toEqual({ green: 20 });
    expect(after.properties).toMatchObject({ mirrorTraffic: {}, traffic: { blue: 100 } });
    expect(after.identity.principalId).toBe(before.identity.principalId);
  });

  test('takes tags from a PATCH and keeps the rest (REST reference, PartialMinimalTrackedResourceWithIdentity)', async () => {
    const path = `${started.azure.workspace.id}/onlineEndpoints/echo`;
    const { body: before } = await ask(started.azure.url, { path });

    const patched = await ask(started.azure.url, {
      ...{ method: 'PATCH', path },
      body: { tags: { team: 'flows' } },
    });
    await untilSettled(started);
    const { body: after } = await ask(started.azure.url, { path });

    expect(patched.status).toBe(202);
    expect(patched.headers.get('location')).toContain('/mfeOperationResults/oeidp:');
    expect(after.tags).toEqual({ team: 'flows' });
    expect(after.properties.traffic).toEqual(before.properties.traffic);
  });

  test('is lost for good when its creation failed (field report: "Please recreate the endpoint")', async () => {
    started.azure.cloud.faults.add({ name: 'failing-operation', target: 'put-endpoint .*/unlucky', count: 1 });
    await put('unlucky', good);
    await untilSettled(started);

    const { body } = await put('unlucky', good);

    expect(body.error.message).toBe(
      'Specified endpoint [unlucky] has not been created successfully. Please recreate the endpoint.',
    );
  });
});
