import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { behaviours } from '../../../../emulator/azure/scoring/behaviours.ts';
import { quantileOf } from '../../../../emulator/azure/scoring/latency-sketch.ts';
import { trafficRecord } from '../../../../emulator/azure/scoring/traffic-record.ts';
import { type StoredMinute, trafficStore } from '../../../../emulator/azure/scoring/traffic-store.ts';
import { openStore } from '../../../../emulator/azure/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'traffic-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const minuteInMs = 60_000;

function opened() {
  const store = openStore(folder);
  const stored = store.collection<StoredMinute>('traffic');
  const record = trafficRecord(trafficStore(stored));
  const serve = (minute: number, latencyInMs: number) =>
    record.add({
      endpointId: '/e',
      deployment: 'blue',
      time: minute * minuteInMs,
      status: 200,
      modelStatus: 200,
      latencyInMs,
      bytes: 1,
    });
  return { store, stored, record, serve, rules: behaviours(store.collection('behaviours')) };
}

test('what was served is known after a restart, but for the minute that had not ended', () => {
  const before = opened();
  for (const [minute, latency] of [
    [10, 100],
    [10, 300],
    [11, 500],
    [12, 700],
  ] as const)
    before.serve(minute, latency);
  before.rules.add({ deployment: 'blue', errorRate: 0.5 });
  before.store.close();

  const after = opened();

  const minutes = after.record.of('/E').get('blue');
  expect([...(minutes?.keys() ?? [])]).toEqual([10, 11]);
  expect(minutes?.get(10)).toMatchObject({ statuses: new Map([['200|200', 2]]), bytes: 2 });
  expect(quantileOf(minutes?.get(10)?.latency ?? fail(), 1)).toBeCloseTo(300, -1);
  expect(after.rules.list()).toEqual([{ deployment: 'blue', errorRate: 0.5 }]);
  after.store.close();
});

test('no more than six hours are kept on disk, whatever gaps there are', () => {
  const { stored, serve, record, store } = opened();
  for (let minute = 0; minute < 400; minute++) serve(minute, 10);
  const steady = stored.size;
  serve(2000, 10);
  serve(2001, 10);

  expect(steady).toBeLessThanOrEqual(361);
  expect(stored.size).toBeLessThanOrEqual(2);
  expect(record.of('/e').get('blue')?.size).toBe(402);
  store.close();
});

function fail(): never {
  throw new Error('the minute is not there');
}
