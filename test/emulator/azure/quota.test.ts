import { describe, expect, test } from 'vitest';
import { createEndpoint, untilSettled } from '../../support/emulated-azure.ts';
import { deploymentsToPut } from '../../support/put-resources.ts';

const { started, good, put, withProperties } = deploymentsToPut();

describe('a deployment needs its share of what there is (How to manage quotas)', () => {
  test('for too few cores: the reserve of 20 % counts (How to manage quotas; field report of the text)', async () => {
    started.azure.cloud.coreLimits.set('standardDSv2Family', 6);

    const { status, body } = await put(good(), 'many');
    started.azure.cloud.coreLimits.delete('standardDSv2Family');

    expect(status).toBe(400);
    expect(body.error.details[0].message).toContain(
      'Not enough quota available for Standard_DS3_v2 in SubscriptionId 00000000-0000-0000-0000-000000000001. ' +
        'Current usage/limit: 0/6. Additional needed: 8',
    );
  });

  test('and not for a machine without the reserve that just fits (How to manage quotas, the list of exceptions)', async () => {
    started.azure.cloud.coreLimits.set('standardNCADSA100v4Family', 24);

    const { status } = await put(withProperties({ instanceType: 'Standard_NC24ads_A100_v4' }), 'gpu');

    expect(status).toBe(201);
  });

  test('as the 21st of its endpoint (How to manage quotas: 20 deployments)', async () => {
    await createEndpoint(started, 'full');
    started.azure.cloud.coreLimits.set('*', 10_000);
    for (let at = 0; at < 20; at += 1) await put(good(), `number-${at}`, 'full');

    const { status, body } = await put(good(), 'one-more', 'full');
    await untilSettled(started);

    expect(status).toBe(400);
    expect(body.error.message).toContain('at most 20 deployments');
  });
});
