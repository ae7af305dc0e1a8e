import { describe, expect, test } from 'vitest';
import { type Asked, at, doneValue, endpointRef, idOf, scriptedMetrics, series, window } from './metrics-fixture.ts';
import { azureError } from './scripted-http.ts';

const [chat, mail] = [endpointRef('chat'), endpointRef('mail')];
const ok = { deployment: 'blue', statusCode: '200', modelStatusCode: '200' };
const good = (_: string, name: string) => (name === 'RequestsPerMinute' ? [series(ok, { 1: 5 })] : []);
const blue = [{ deployment: 'blue', minutes: [{ at: at(1), requests: { succeeded: 5 } }] }];
const batchesIn = (asked: readonly Asked[]) => asked.filter(({ isBatch }) => isBatch).length;

describe('without the role on the subscription', () => {
  const lockedOut = (status: number) =>
    scriptedMetrics((asked) => (asked.isBatch ? azureError(status, 'Forbidden', 'not for you') : good));

  test.each([401, 403])('a batch is refused with %i, and each endpoint is asked about by itself', async (status) => {
    const measured = lockedOut(status);

    const { endpoints } = doneValue(await measured.metrics.read([chat, mail], window));

    expect(endpoints.map(({ deployments }) => deployments)).toEqual([blue, blue]);
    const singles = measured.asked().filter(({ isBatch }) => !isBatch);
    expect(singles.map(({ ids }) => ids[0]).sort()).toEqual([idOf(chat), idOf(chat), idOf(mail), idOf(mail)]);
    expect(Object.fromEntries(singles.find(({ names }) => names.length === 1)?.parameters ?? [])).toEqual({
      'api-version': '2024-02-01',
      metricnamespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
      metricnames: 'RequestsPerMinute',
      timespan: `${window.from}/${window.until}`,
      interval: 'PT1M',
      aggregation: 'Average',
      $filter: "deployment eq '*' and statusCode eq '*' and modelStatusCode eq '*'",
      top: '1000',
    });
  });

  test('the batch is not tried again for an hour', async () => {
    const measured = lockedOut(401);
    await measured.metrics.read([chat], window);
    const before = batchesIn(measured.asked());

    await measured.metrics.read([chat], window);
    measured.passMinutes(59);
    await measured.metrics.read([chat], window);
    const within = batchesIn(measured.asked());
    measured.passMinutes(2);
    await measured.metrics.read([chat], window);

    expect([before, within, batchesIn(measured.asked())]).toEqual([2, 2, 4]);
  });

  test('nor on the endpoints, the missing role is named', async () => {
    const message =
      "The client 'app' does not have authorization to perform action 'Microsoft.Insights/metrics/read' over scope '/chat'.";
    const measured = scriptedMetrics(() => azureError(403, 'AuthorizationFailed', message));

    const outcome = await measured.metrics.read([chat, mail], window);

    expect(outcome).toMatchObject({ kind: 'refused', fault: { slug: 'missing-permission' } });
    expect(JSON.stringify(outcome)).toContain('Monitoring Reader');
  });
});
