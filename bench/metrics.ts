import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { createArm } from '../azure/arm.ts';
import { createMetrics } from '../azure/metrics.ts';
import type { BenchTable } from './table.ts';

const minutes = 60;
const workspaceId =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ml';
const start = Date.parse('2026-03-01T10:00:00Z');
const isoMinute = (minute: number) => new Date(start + minute * 60_000).toISOString();
const window = { from: isoMinute(0), until: isoMinute(minutes) };

/** What it costs to measure a fleet: an hour of minutes, two deployments each, answered from memory. */
export async function benchMetrics({ sizes = [100, 200, 500, 1000], runs = 7 } = {}): Promise<BenchTable> {
  await measure(sizes[0] ?? 0, runs);
  const rows: (string | number)[][] = [];
  for (const size of sizes) {
    const { requests, cpuInMs } = await measure(size, runs);
    rows.push([size, requests, 2 * Math.ceil(size / 50), cpuInMs, cpuInMs / size]);
  }
  return {
    name: 'metrics',
    columns: ['endpoints', 'requests', 'allowed', 'CPU ms', 'CPU ms per endpoint'],
    rows,
    notes: [
      `${minutes} minutes, two deployments with four series of requests and three of latency; the best of ${runs} runs.`,
    ],
  };
}

async function measure(size: number, runs: number) {
  const wire = answeringWire();
  const credential = { getToken: () => Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const metrics = createMetrics({
    arm: createArm({ credential, resourceManager: 'https://management.azure.com', httpClient: wire.client }),
    credential,
    metricsSuffix: 'metrics.monitor.azure.com',
    httpClient: wire.client,
    workspaces: { get: async (id) => ({ id, location: 'eastus', storageAccountId: '/s' }) },
    now: () => new Date(start + 120 * 60_000),
  });
  const endpoints = Array.from({ length: size }, (_, at) => ({ workspaceId, name: `endpoint-${at}` }));
  const cpu: number[] = [];
  let requests = 0;
  for (let run = 0; run < runs; run += 1) {
    const before = wire.count();
    const began = process.cpuUsage();
    const outcome = await metrics.read(endpoints, window);
    const { user, system } = process.cpuUsage(began);
    requests = wire.count() - before;
    cpu.push((user + system) / 1000);
    const measured = outcome.kind === 'done' ? outcome.value.endpoints : [];
    if (measured.length !== size || measured.some(({ deployments }) => deployments.length !== 2)) {
      throw new Error('the fleet was not measured');
    }
  }
  return { requests, cpuInMs: Math.min(...cpu) };
}

/** A wire that answers with the same series for every resource; the texts are made once. */
function answeringWire(): { client: HttpClient; count(): number } {
  let count = 0;
  const texts = new Map<string, string>();
  const client: HttpClient = {
    sendRequest(request) {
      count += 1;
      const names = new URL(request.url).searchParams.get('metricnames') ?? '';
      const { resourceids } = JSON.parse(String(request.body)) as { resourceids: string[] };
      const values = resourceids.map((id) => {
        const key = `${names} ${id}`;
        const text =
          texts.get(key) ??
          JSON.stringify({ resourceid: id, value: names.split(',').map((name) => metricOf(id, name)) });
        texts.set(key, text);
        return text;
      });
      return Promise.resolve({
        request,
        status: 200,
        headers: createHttpHeaders({ 'content-type': 'application/json' }),
        bodyAsText: `{"values":[${values.join(',')}]}`,
      });
    },
  };
  return { client, count: () => count };
}

const metricOf = (id: string, name: string) => ({
  id: `${id}/providers/Microsoft.Insights/metrics/${name}`,
  name: { value: name, localizedValue: name },
  errorCode: 'Success',
  timeseries: ['blue', 'green'].flatMap((deployment) =>
    name === 'RequestsPerMinute'
      ? [
          ['200', '200'],
          ['424', '500'],
          ['408', '0'],
          ['401', '0'],
        ].map(([statusCode = '', modelStatusCode = '']) => series({ deployment, statusCode, modelStatusCode }))
      : [series({ deployment })],
  ),
});

const series = (dimensions: Readonly<Record<string, string>>) => ({
  metadatavalues: Object.entries(dimensions).map(([name, value]) => ({
    name: { value: name.toLowerCase(), localizedValue: name.toLowerCase() },
    value,
  })),
  data: Array.from({ length: minutes }, (_, minute) => ({ timeStamp: isoMinute(minute), average: 10 + (minute % 7) })),
});
