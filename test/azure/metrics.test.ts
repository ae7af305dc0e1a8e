import { describe, expect, test } from 'vitest';
import { at, doneValue, endpointRef, idOf, scriptedMetrics, series, window } from './metrics-fixture.ts';

const chat = endpointRef('chat');
const status = (deployment: string, statusCode: string, modelStatusCode = statusCode) => ({
  ...{ deployment, statusCode, modelStatusCode },
});
const none = () => [];
const firstOf = async (measured: ReturnType<typeof scriptedMetrics>) => {
  const [first] = doneValue(await measured.metrics.read([chat], window)).endpoints;
  if (!first) throw new Error('no endpoint');
  return first;
};

describe('what is measured', () => {
  test('comes per deployment and minute, known by the end of the id and not by the name that people are shown', async () => {
    const found: Readonly<Record<string, readonly unknown[]>> = {
      RequestsPerMinute: [
        series(status('blue', '200'), { 1: 90, 2: 80 }),
        series(status('blue', '424', '500'), { 2: 3 }),
        series(status('green', '200'), { 2: 10 }),
      ],
      RequestLatency_P50: [series({ deployment: 'blue' }, { 1: 110 })],
      RequestLatency_P95: [series({ deployment: 'blue' }, { 1: 420 }), series({ deployment: 'green' }, { 2: 380.5 })],
      RequestLatency_P99: [series({ deployment: 'blue' }, { 1: 900 })],
    };

    expect(await firstOf(scriptedMetrics(() => (_, name) => found[name] ?? []))).toEqual({
      endpoint: chat,
      gaps: [],
      deployments: [
        {
          deployment: 'blue',
          minutes: [
            { at: at(1), requests: { succeeded: 90 }, latency: { p50: 110, p95: 420, p99: 900 } },
            { at: at(2), requests: { succeeded: 80, modelErrors: 3 } },
          ],
        },
        { deployment: 'green', minutes: [{ at: at(2), requests: { succeeded: 10 }, latency: { p95: 380.5 } }] },
      ],
    });
  });

  test.each([
    ['without a value', null],
    ['with a zero', 0],
  ])('has no minute %s', async (_, value) => {
    const { deployments } = await firstOf(
      scriptedMetrics(
        () => (__, name) =>
          name === 'RequestsPerMinute'
            ? [series(status('blue', '200'), { 0: value, 1: 5, 2: value })]
            : [series({ deployment: 'blue' }, { 0: value, 1: 100, 2: value })],
      ),
    );

    expect(deployments[0]?.minutes.map((minute) => minute.at)).toEqual([at(1)]);
  });

  test('has no deployment that had nothing in the window', async () => {
    const blue = series(status('blue', '200'), { 1: 5 });
    const quiet = series(status('green', '200'), { 1: null, 2: null });
    const outside = series(status('red', '200'), { [-1]: 5, 10: 5, 11: 5 });
    const measured = scriptedMetrics(() => (_, name) => (name === 'RequestsPerMinute' ? [blue, quiet, outside] : []));

    expect((await firstOf(measured)).deployments.map(({ deployment }) => deployment)).toEqual(['blue']);
  });

  test('adds up what differs in a dimension that does not matter, and the spellings of one deployment', async () => {
    const measured = scriptedMetrics(
      () => (_, name) =>
        name === 'RequestsPerMinute'
          ? [
              series(status('Blue', '500', '0'), { 1: 1.0000001 }),
              series(status('blue', '503', '200'), { 1: 2 }),
              series(status('', '401', '0'), { 1: 7 }),
            ]
          : [],
    );

    expect((await firstOf(measured)).deployments).toEqual([
      { deployment: 'Blue', minutes: [{ at: at(1), requests: { platformErrors: 3 } }] },
    ]);
  });

  test('is asked for by status, with room for every series, as minutes that are complete', async () => {
    const measured = scriptedMetrics(() => none);
    const { window: read } = doneValue(await measured.metrics.read([chat], { ...window, until: at(60) }));

    const [requests, latency] = measured.asked();
    expect(read).toEqual({ from: at(0), until: at(17) });
    expect(Object.fromEntries(requests?.parameters ?? [])).toEqual({
      'api-version': '2024-02-01',
      starttime: at(0),
      endtime: at(17),
      interval: 'PT1M',
      metricnamespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
      metricnames: 'RequestsPerMinute',
      aggregation: 'Average',
      top: '1000',
      filter: "deployment eq '*' and statusCode eq '*' and modelStatusCode eq '*'",
    });
    expect(latency?.names).toEqual(['RequestLatency_P50', 'RequestLatency_P95', 'RequestLatency_P99']);
    expect(latency?.parameters.get('filter')).toBe("deployment eq '*'");
  });

  test('is nothing yet while the window is younger than the delay, and nobody is asked', async () => {
    const measured = scriptedMetrics(() => none);

    const young = doneValue(await measured.metrics.read([chat], { from: at(18), until: at(20) }));

    expect(young).toEqual({
      window: { from: at(18), until: at(18) },
      endpoints: [{ endpoint: chat, deployments: [], gaps: [] }],
    });
    expect(measured.asked()).toEqual([]);
  });
});

describe('CPU and memory', () => {
  test('come in one request for all deployments of an endpoint; one without them is left out', async () => {
    const measured = scriptedMetrics(() => (id, name) => {
      if (id.endsWith('/silent')) return [];
      return [series({}, { 1: name === 'CpuUtilizationPercentage' ? 37.5 : 61 })];
    });

    const load = doneValue(await measured.metrics.readLoad(chat, ['blue', 'silent'], window));

    expect(load).toEqual([{ deployment: 'blue', minutes: [{ at: at(1), cpuPercent: 37.5, memoryPercent: 61 }] }]);
    expect(measured.asked()).toMatchObject([
      { isBatch: true, ids: [`${idOf(chat)}/deployments/blue`, `${idOf(chat)}/deployments/silent`] },
    ]);
    expect(measured.asked()[0]?.parameters.get('top')).toBeNull();
  });

  test('of no deployments are not asked for', async () => {
    const measured = scriptedMetrics(() => none);

    expect(doneValue(await measured.metrics.readLoad(chat, [], window))).toEqual([]);
    expect(measured.asked()).toEqual([]);
  });
});
