import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { measuredEndpoint } from './measured-endpoint.ts';

let world: Awaited<ReturnType<typeof measuredEndpoint>>;
beforeEach(async () => {
  world = await measuredEndpoint();
});
afterEach(() => world.front.stop());

describe('the batch data plane with the unmodified SDK client (Metrics Batch, 2024-02-01)', () => {
  test('latency is split by deployment in one call, and names of dimensions come in lower case', async () => {
    world.serve('blue', 1, 10, { latencyInMs: 120 });
    world.serve('green', 1, 10, { latencyInMs: 480 });
    world.passMinutes(20);

    const [result] = await world.query(['RequestLatency_P95'], { filter: "deployment eq '*'" });

    const metric = result?.metrics[0];
    expect(result?.resourceId).toBe(world.endpoint.resource.id);
    expect(metric?.id).toMatch(/\/providers\/Microsoft\.Insights\/metrics\/RequestLatency_P95$/);
    expect(metric?.name).toBe('Request Latency P95');
    expect(metric?.timeseries?.map(({ metadatavalues }) => metadatavalues)).toEqual([
      [{ name: 'deployment', value: 'blue' }],
      [{ name: 'deployment', value: 'green' }],
    ]);
    expect(metric?.timeseries?.[1]?.data?.[1]).toMatchObject({ average: 480 });
  });

  test('counts by status class are there for the requests that were served', async () => {
    world.serve('blue', 2, 9);
    world.serve('blue', 2, 3, { status: 424, modelStatus: 500 });
    world.serve('green', 3, 1, { status: 408, modelStatus: 0 });
    world.passMinutes(20);

    const found = await world.seriesOf(['RequestsPerMinute'], {
      filter: "deployment eq '*' and statusCodeClass eq '*' and modelStatusCode eq '*'",
    });

    expect(found).toEqual({
      'blue/2xx/200': [['00:02', 9]],
      'blue/4xx/500': [['00:02', 3]],
      'green/4xx/0': [['00:03', 1]],
    });
  });

  test('a minute without requests has a time stamp and no value', async () => {
    world.serve('blue', 1, 1);
    world.serve('blue', 3, 1);
    world.passMinutes(20);

    const [result] = await world.query(['RequestsPerMinute'], { filter: "deployment eq 'blue'" });

    const data = result?.metrics[0]?.timeseries?.[0]?.data ?? [];
    expect(data.slice(0, 4).map(({ average }) => average)).toEqual([undefined, 1, undefined, 1]);
    expect(data).toHaveLength(10);
  });

  test('the average of several series in one is not their sum', async () => {
    world.serve('blue', 1, 90);
    world.serve('green', 1, 10);
    world.passMinutes(20);

    expect(await world.seriesOf(['RequestsPerMinute'])).toEqual({ '': [['00:01', 50]] });
  });

  test('ten series come by default, without a word about the rest', async () => {
    for (let at = 0; at < 14; at++) world.serve('blue', 1, at + 1, { status: 424, modelStatus: 500 + at });
    world.passMinutes(20);
    const filter = "modelStatusCode eq '*'";

    expect(Object.keys(await world.seriesOf(['RequestsPerMinute'], { filter }))).toHaveLength(10);
    expect(Object.keys(await world.seriesOf(['RequestsPerMinute'], { filter, top: 1000 }))).toHaveLength(14);
    expect(
      Object.keys(await world.seriesOf(['RequestsPerMinute'], { filter, top: 1, orderBy: 'average desc' })),
    ).toEqual(['513']);
  });

  test.each([
    [
      'PT5M',
      [
        ['00:00', 3],
        ['00:05', 7],
      ],
    ],
    ['PT1H', [['00:00', 13 / 3]]],
    ['FULL', [['00:00', 13 / 3]]],
  ])('points of %s average over the minutes that have a value', async (interval, points) => {
    world.serve('blue', 1, 2);
    world.serve('blue', 3, 4);
    world.serve('blue', 7, 7);
    world.passMinutes(20);

    expect(await world.seriesOf(['RequestsPerMinute'], { interval })).toEqual({ '': points });
  });

  test('values of a dimension can be named, and rolled up again', async () => {
    world.serve('blue', 1, 4);
    world.serve('green', 1, 2);
    world.serve('red', 1, 8);
    world.passMinutes(20);
    const filter = "deployment eq 'blue' or deployment eq 'green'";

    expect(await world.seriesOf(['RequestsPerMinute'], { filter })).toEqual({
      blue: [['00:01', 4]],
      green: [['00:01', 2]],
    });
    expect(await world.seriesOf(['RequestsPerMinute'], { filter, rollUpBy: 'deployment' })).toEqual({
      '': [['00:01', 3]],
    });
    expect(await world.seriesOf(['RequestsPerMinute'], { filter: "deployment ne 'red'" })).toEqual({
      blue: [['00:01', 4]],
      green: [['00:01', 2]],
    });
    expect(Object.keys(await world.seriesOf(['RequestsPerMinute'], { filter: "deployment sw 'R'" }))).toEqual(['red']);
  });
});
