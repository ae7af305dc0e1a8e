import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployments, endpoints, measuredEndpoint } from './measured-endpoint.ts';

let world: Awaited<ReturnType<typeof measuredEndpoint>>;
beforeEach(async () => {
  world = await measuredEndpoint();
});
afterEach(() => world.front.stop());

describe('one resource through Azure Resource Manager (Metrics - List)', () => {
  const get = async (
    query: string,
    id = world.endpoint.resource.id,
    scope = 'https://management.azure.com/.default',
  ) => {
    const path = `${id}/providers/Microsoft.Insights/metrics?api-version=2024-02-01&${query}`;
    const headers = { 'x-forwarded-host': 'management.azure.com', authorization: `Bearer tok:${scope}` };
    const response = await fetch(`${world.front.url}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const span = 'timespan=2026-01-01T00:00:00Z/2026-01-01T00:10:00Z';

  test('the name of a metric is not its localised name', async () => {
    world.serve('blue', 1, 4);
    world.passMinutes(20);

    const { body } = await get(
      `metricnames=RequestsPerMinute,RequestLatency_P50&aggregation=Average&interval=PT5M&${span}`,
    );

    expect(body).toMatchObject({
      timespan: '2026-01-01T00:00:00Z/2026-01-01T00:10:00Z',
      interval: 'PT5M',
      namespace: endpoints,
      resourceregion: 'eastus',
      value: [
        {
          name: { value: 'RequestsPerMinute', localizedValue: 'Requests Per Minute' },
          unit: 'Count',
          errorCode: 'Success',
        },
        { name: { value: 'RequestLatency_P50', localizedValue: 'Request Latency P50' }, unit: 'MilliSeconds' },
      ],
    });
  });

  test('unknown dimensions are ignored when they are not to be validated', async () => {
    const query = `metricnames=RequestLatency&$filter=statusCode eq '*'&${span}`;

    expect((await get(query)).status).toBe(400);
    expect((await get(`${query}&ValidateDimensions=false`)).status).toBe(200);
  });

  test.each([
    ['a resource that does not exist', `metricnames=RequestLatency&${span}`, '/subscriptions/s/resourceGroups/g', 404],
    [
      'a timespan that ends before it starts',
      'metricnames=RequestLatency&timespan=2026-01-02/2026-01-01',
      undefined,
      400,
    ],
    ['a grain that does not exist', `metricnames=RequestLatency&interval=PT7M&${span}`, undefined, 400],
    [
      'the namespace of another type',
      `metricnames=RequestLatency&metricnamespace=${deployments}&${span}`,
      undefined,
      400,
    ],
  ])('%s is refused', async (_fact, query, id, status) => {
    expect((await get(query, id)).status).toBe(status);
  });

  test('a grain is adjusted when the caller allows it, and metadata comes without data', async () => {
    world.serve('blue', 1, 4);
    world.passMinutes(20);

    const adjusted = await get(`metricnames=RequestLatency&interval=PT7M&AutoAdjustTimegrain=true&${span}`);
    const metadata = await get(`metricnames=RequestLatency&resultType=metadata&$filter=deployment eq '*'&${span}`);

    expect(adjusted.body).toMatchObject({ interval: 'PT15M' });
    expect(metadata.body).toMatchObject({
      value: [{ timeseries: [{ metadatavalues: [{ name: { value: 'deployment' }, value: 'blue' }] }] }],
    });
  });
});
