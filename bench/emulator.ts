import { performance } from 'node:perf_hooks';
import type { Cloud } from '../emulator/azure/cloud.ts';
import { startFront } from '../emulator/azure/front.ts';
import { metricRoutes } from '../emulator/azure/monitor/metric-routes.ts';
import type { OnlineEndpoint } from '../emulator/azure/resources.ts';
import type { Scoring } from '../emulator/azure/scoring/scoring.ts';
import { defaultWorkspace } from '../emulator/azure/workspace.ts';
import { type BenchSize, emulatedFleet, minuteInMs } from './emulated-fleet.ts';
import { quantile } from './quantile.ts';
import type { BenchTable } from './table.ts';

const largestBatch = 50;

/**
 * Measures the emulated Azure with many endpoints: the memory that they take, a metrics query over 50 of them as it goes
 * over HTTP, and how many scoring requests a second it serves.
 */
export async function benchEmulator(
  size: BenchSize = { endpoints: 500, minutes: 60, queries: 30, requests: 5000 },
): Promise<BenchTable> {
  const before = usedMegabytes();
  const { cloud, scoring, endpoints } = emulatedFleet(size);
  const held = usedMegabytes() - before;
  const queries = await queryTimes(cloud, scoring, endpoints, size);
  const perSecond = await scoresPerSecond(scoring, endpoints[0], size);
  const deployments = cloud.deployments.size;
  return {
    name: 'emulator',
    columns: ['what', 'value', 'unit'],
    rows: [
      [
        `${endpoints.length} endpoints with ${deployments} deployments, ${size.minutes} minutes of traffic`,
        round(held),
        'MB',
      ],
      [
        `metrics query over ${Math.min(largestBatch, endpoints.length)} endpoints, median`,
        round(quantile(queries, 0.5)),
        'ms',
      ],
      [
        `metrics query over ${Math.min(largestBatch, endpoints.length)} endpoints, 95th percentile`,
        round(quantile(queries, 0.95)),
        'ms',
      ],
      ['scoring requests in process', Math.round(perSecond), '1/s'],
    ],
    notes: [
      'Every deployment has its own started container. Memory is the heap after garbage collection, where Node lets us ask for it.',
    ],
  };
}

function usedMegabytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function queryTimes(
  cloud: Cloud,
  scoring: Scoring,
  endpoints: readonly OnlineEndpoint[],
  { minutes, queries }: BenchSize,
) {
  const front = await startFront({
    clock: cloud.clock,
    routes: metricRoutes({ cloud, record: scoring.record, behaviours: scoring.behaviours }),
  });
  const parameters = new URLSearchParams({
    'api-version': '2024-02-01',
    metricnamespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    metricnames: 'RequestsPerMinute',
    filter: "deployment eq '*' and statusCodeClass eq '*' and modelStatusCode eq '*'",
    ...{ interval: 'PT1M', aggregation: 'Average', top: '1000' },
    starttime: new Date(Date.now() - (minutes + 5) * minuteInMs).toISOString(),
    endtime: new Date().toISOString(),
  });
  const times: number[] = [];
  for (let at = 0; at < queries; at++) {
    const resourceids = endpoints.slice(0, largestBatch).map(({ resource }) => resource.id);
    const begun = performance.now();
    const response = await fetch(
      `${front.url}/subscriptions/${defaultWorkspace.subscriptionId}/metrics:getBatch?${parameters}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-host': 'eastus.metrics.monitor.azure.com',
          authorization: 'Bearer tok:https://metrics.monitor.azure.com/.default',
        },
        body: JSON.stringify({ resourceids }),
      },
    );
    const { values } = (await response.json()) as { values: unknown[] };
    if (values.length !== resourceids.length) throw new Error('the query did not answer for every endpoint');
    times.push(performance.now() - begun);
  }
  await front.stop();
  return times;
}

async function scoresPerSecond(
  { score }: Scoring,
  endpoint: OnlineEndpoint | undefined,
  { requests }: BenchSize,
): Promise<number> {
  if (!endpoint) return 0;
  const request = { method: 'POST', path: '/score', headers: {}, body: '{"url":"a"}' };
  const begun = performance.now();
  for (let at = 0; at < requests; at++) await score(endpoint, request, { arrivedAt: Date.now() });
  return requests / ((performance.now() - begun) / 1000);
}

const round = (value: number) => Math.round(value * 10) / 10;
