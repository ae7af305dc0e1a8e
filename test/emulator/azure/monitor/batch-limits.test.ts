import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grant } from '../../../../emulator/azure/authorization/access.ts';
import { roles } from '../../../../emulator/azure/authorization/roles.ts';
import { addEndpoint } from '../scoring/scored-endpoint.ts';
import { deployments, endpoints, endTime, measuredEndpoint, startTime } from './measured-endpoint.ts';

let world: Awaited<ReturnType<typeof measuredEndpoint>>;
beforeEach(async () => {
  world = await measuredEndpoint();
});
afterEach(() => world.front.stop());

describe('what the batch data plane refuses, delays and leaves out', () => {
  test('metrics are read one to three minutes after they happened, and later with a fault', async () => {
    world.serve('blue', 0, 5);
    world.passMinutes(1);
    const early = await world.seriesOf(['RequestsPerMinute']);
    world.passMinutes(4);
    const later = await world.seriesOf(['RequestsPerMinute']);
    world.cloud.faults.add({ name: 'late-metrics', target: 'onlineEndpoints/web', seconds: 600 });

    expect(early).toEqual({});
    expect(later).toEqual({ '': [['00:00', 5]] });
    expect(await world.seriesOf(['RequestsPerMinute'])).toEqual({});
  });

  test('an aggregation that a metric does not have is an error of that metric, inside a 200 (GetMetricError example)', async () => {
    const [result] = await world.query(['RequestsPerMinute'], { aggregation: 'Total' });

    expect(result?.metrics[0]).toMatchObject({ errorCode: 'InvalidSamplingType', timeseries: [] });
  });

  test.each<[fact: string, names: string[], filter: string | undefined, text: string]>([
    [
      'a dimension that a metric lacks',
      ['RequestLatency_P95'],
      "deployment eq '*' and statusCodeClass eq '*'",
      'does not support requested dimension combination: statuscodeclass',
    ],
    ['an unknown metric', ['RequestsPerHour'], undefined, 'Failed to find metric configuration'],
    ['a filter that cannot be read', ['RequestsPerMinute'], 'deployment is blue', 'Invalid filter string'],
  ])('%s is refused with 400', async (_fact, names, filter, text) => {
    await expect(world.query(names, filter === undefined ? {} : { filter })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(text),
    });
  });

  test('the default audience of the client is refused: the data plane has its own', async () => {
    const asked = world.clientOf().queryResources([world.endpoint.resource.id], ['RequestsPerMinute'], endpoints, {
      startTime,
      endTime,
    });

    await expect(asked).rejects.toMatchObject({ statusCode: 401, code: 'InvalidAuthenticationTokenAudience' });
  });

  test('fifty resources go into a batch, not one more', async () => {
    const ids = Array.from(
      { length: 51 },
      (_, at) => addEndpoint(world.cloud, world.workspace.id, { name: `endpoint-${at}` }).resource.id,
    );

    expect(await world.query(['RequestsPerMinute'], {}, endpoints, ids.slice(0, 50))).toHaveLength(50);
    await expect(world.query(['RequestsPerMinute'], {}, endpoints, ids)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('a resource of another subscription is refused, one that does not exist is left out', async () => {
    const gone = `${world.workspace.id}/onlineEndpoints/gone`;

    expect(await world.query(['RequestsPerMinute'], {}, endpoints, [gone, world.endpoint.resource.id])).toHaveLength(1);
    await expect(
      world.query(['RequestsPerMinute'], {}, endpoints, [
        world.endpoint.resource.id,
        gone.replace('00000001', '00000002'),
      ]),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('metrics of the instances', () => {
  const cpu = () =>
    world.seriesOf(['CpuUtilizationPercentage'], { filter: "instanceId eq '*'" }, deployments, [
      world.blue.resource.id,
    ]);

  test('CPU is not there while the identity lacks AzureML Metrics Writer', async () => {
    world.passMinutes(20);

    expect(await cpu()).toEqual({});
  });

  test('CPU follows from the work of each instance, or from the behaviour that a scenario sets', async () => {
    const { cloud, endpoint, workspace } = world;
    cloud.endpoints.set(endpoint.resource.id, {
      ...endpoint,
      resource: { ...endpoint.resource, identity: { type: 'SystemAssigned', principalId: 'p' } },
    });
    grant(cloud, roles.metricsWriter, 'p', workspace.id);
    world.serve('blue', 3, 60, { latencyInMs: 4000 });
    world.passMinutes(20);
    const followed = await cpu();
    world.sources.behaviours.add({ deployment: 'blue', cpuPercent: 77 });

    expect(Object.keys(followed)).toEqual(['blue-0', 'blue-1']);
    expect(followed['blue-0']?.slice(0, 3)).toEqual([
      ['00:01', 3],
      ['00:02', 3],
      ['00:03', 43],
    ]);
    expect((await cpu())['blue-1']?.[0]).toEqual(['00:01', 77]);
  });
});
