import { beforeAll, describe, expect, test } from 'vitest';
import { answeredFor, type RequestCounts } from '../../domain/request-classes.ts';
import { type DeploymentSeries, windowBefore } from '../../domain/series.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { deploymentRequest, readyDeployment, readyEndpoint, registeredAssets } from './flow-fixture.ts';
import { doneValue } from './metrics-fixture.ts';

const emulated = emulatedWorldOfThisFile();
const minuteInMs = 60_000;
const hello = { text: 'hello' };
let assets: Awaited<ReturnType<typeof registeredAssets>>;
beforeAll(async () => {
  const { world, workspaceId } = emulated();
  assets = await registeredAssets(world, workspaceId);
});

/** An endpoint of which blue has all the traffic and green none. */
async function endpointWithTwo(): Promise<EndpointRef> {
  const { world, workspaceId } = emulated();
  const endpoint = await readyEndpoint(world, workspaceId);
  for (const name of ['blue', 'green']) await readyDeployment(world, endpoint, name, deploymentRequest(assets));
  await world.endpoints.beginTraffic(endpoint, { blue: 100 });
  await until(
    () => world.endpoints.get(endpoint),
    (found) => found?.state === 'Succeeded' && found.traffic['blue'] === 100,
  );
  return endpoint;
}

const now = () => emulated().world.clock.now().getTime();
const passMinutes = async (minutes: number) => {
  const then = now() + minutes * minuteInMs;
  await until(
    async () => now(),
    (time) => time >= then,
  );
};
const minuteOf = (time: number) => new Date(Math.floor(time / minuteInMs) * minuteInMs).toISOString();

/** Sends requests and says in which minutes they can have been answered. */
async function send(endpoint: EndpointRef, count: number, request: { deployment?: string; body?: unknown } = {}) {
  const from = minuteOf(now());
  const answers = await Promise.all(
    Array.from({ length: count }, () =>
      emulated().world.scoring.score(endpoint, { body: hello, timeoutInSeconds: 60, ...request }),
    ),
  );
  return { from, until: minuteOf(now()), statuses: answers.map((answer) => doneValue(answer).status) };
}

const read = async (endpoint: EndpointRef, minutes = 60) => {
  const { world } = emulated();
  const measured = doneValue(await world.metrics.read([endpoint], windowBefore(world.clock.now(), minutes)));
  return { window: measured.window, ...(measured.endpoints[0] ?? { deployments: [], gaps: ['no endpoint'] }) };
};

function totalOf(series: DeploymentSeries | undefined): RequestCounts {
  const total: Record<string, number> = {};
  for (const { requests = {} } of series?.minutes ?? []) {
    for (const [kind, number] of Object.entries(requests)) total[kind] = (total[kind] ?? 0) + number;
  }
  return total;
}

describe('requests that were really sent', () => {
  test('are counted, every one, by deployment and by what became of it', async () => {
    const { azure } = emulated();
    const endpoint = await endpointWithTwo();
    await send(endpoint, 23);
    await send(endpoint, 7, { deployment: 'green' });
    await send(endpoint, 3, { deployment: 'green', body: {} });
    azure.scoring.behaviours.add({ endpoint: endpoint.name, deployment: 'green', errorRate: 1, errorStatus: 500 });
    const failed = await send(endpoint, 5, { deployment: 'green' });
    await send(endpoint, 4, { deployment: 'red' });
    await passMinutes(5);

    const { deployments, gaps } = await read(endpoint);

    expect(gaps).toEqual([]);
    expect(failed.statuses).toEqual([424, 424, 424, 424, 424]);
    expect(deployments.map(({ deployment }) => deployment)).toEqual(['blue', 'green']);
    expect(totalOf(deployments[0])).toEqual({ succeeded: 23 });
    expect(totalOf(deployments[1])).toEqual({ succeeded: 7, modelRefusals: 3, modelErrors: 5 });
    expect(answeredFor(totalOf(deployments[1]))).toEqual({ requests: 15, errors: 8 });
  });

  test('are in the minutes in which they were answered; the minutes between are not there', async () => {
    const endpoint = await endpointWithTwo();
    const first = await send(endpoint, 3);
    await passMinutes(6);
    const second = await send(endpoint, 3);
    await passMinutes(5);

    const { deployments } = await read(endpoint);

    expect(deployments.map(({ deployment }) => deployment)).toEqual(['blue']);
    const minutes = deployments[0]?.minutes ?? [];
    const within = ({ from, until: end }: typeof first) => minutes.filter(({ at }) => at >= from && at <= end).length;
    expect(within(first)).toBeGreaterThan(0);
    expect(within(second)).toBeGreaterThan(0);
    expect(within(first) + within(second)).toBe(minutes.length);
    expect(Date.parse(second.from) - Date.parse(first.until)).toBeGreaterThanOrEqual(5 * minuteInMs);
    for (const { latency } of minutes) {
      expect(latency?.p50).toBeGreaterThan(0);
      expect(latency?.p99).toBeGreaterThanOrEqual(latency?.p50 ?? Number.POSITIVE_INFINITY);
    }
  });

  test('none of them is none: no deployment is there', async () => {
    const endpoint = await endpointWithTwo();
    await passMinutes(5);

    expect(await read(endpoint)).toMatchObject({ deployments: [], gaps: [] });
  });
});

describe('minutes that are not complete', () => {
  test('are not read: what was read once is the same ever after', { timeout: 30_000 }, async () => {
    const endpoint = await endpointWithTwo();
    const looks: Awaited<ReturnType<typeof read>>[] = [];
    while (looks.filter(({ deployments: seen }) => seen.length > 0).length < 4) {
      await send(endpoint, 4);
      looks.push(await read(endpoint));
      expect(Date.parse(looks.at(-1)?.window.until ?? '')).toBeLessThanOrEqual(now() - 3 * minuteInMs);
    }
    await passMinutes(5);
    const { deployments } = await read(endpoint);

    expect(totalOf(deployments[0])).toEqual({ succeeded: 4 * looks.length });
    for (const { window, deployments: seen } of looks) {
      const then = deployments[0]?.minutes.filter(({ at }) => at < window.until) ?? [];
      expect(seen[0]?.minutes ?? []).toEqual(then);
    }
  });

  test('may come later than expected, and are there when they are looked for again', async () => {
    const { azure } = emulated();
    const endpoint = await endpointWithTwo();
    azure.cloud.faults.add({ name: 'late-metrics', target: `onlineEndpoints/${endpoint.name}`, seconds: 600 });
    await send(endpoint, 6);
    await passMinutes(5);
    const early = await read(endpoint);
    await passMinutes(11);

    expect(early.deployments).toEqual([]);
    expect(totalOf((await read(endpoint)).deployments[0])).toEqual({ succeeded: 6 });
  });
});

test('CPU and memory are there for a system-assigned identity, with traffic or without', async () => {
  const { world } = emulated();
  const endpoint = await endpointWithTwo();
  await passMinutes(6);

  const load = doneValue(await world.metrics.readLoad(endpoint, ['blue', 'green'], windowBefore(world.clock.now(), 5)));

  expect(load.map(({ deployment }) => deployment)).toEqual(['blue', 'green']);
  for (const { minutes } of load) {
    expect(minutes.length).toBeGreaterThan(0);
    for (const { cpuPercent, memoryPercent } of minutes) {
      expect(cpuPercent).toBeGreaterThanOrEqual(0);
      expect(memoryPercent).toBeGreaterThanOrEqual(0);
    }
  }
});

test('sixty endpoints take four requests to the data plane, and none to each endpoint', async () => {
  const { world, workspaceId, listen } = emulated();
  const endpoint = await readyEndpoint(world, workspaceId);
  const fleet = Array.from({ length: 59 }, (_, n) => ({ workspaceId, name: `absent-${n}` }));
  const heard = listen();

  const { endpoints } = doneValue(await world.metrics.read([...fleet, endpoint], windowBefore(world.clock.now(), 30)));

  const asked = heard().filter(({ path }) => /metrics/i.test(path));
  expect(asked.map(({ host, status }) => [host, status])).toEqual(
    Array.from({ length: 4 }, () => ['eastus.metrics.monitor.azure.com', 200]),
  );
  expect(endpoints.filter(({ fault }) => fault?.slug === 'not-measured')).toHaveLength(59);
  expect(endpoints.at(-1)).toMatchObject({ endpoint, gaps: [] });
});
