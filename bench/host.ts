import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HostLoad, HostLoadResult } from './host-load.ts';
import type { BenchTable } from './table.ts';

const activities = 10;

const usualLoads: readonly HostLoad[] = [
  { instances: 1000, activities, store: 'memory' },
  { instances: 1000, activities, store: 'file' },
  { instances: 100, activities, store: 'file and fsync' },
  { instances: 1000, activities, store: 'file and fsync' },
  { instances: 10_000, activities, store: 'file and fsync' },
];

/** What the local host can carry, each load in a process of its own so that memory is counted from nothing. */
export async function benchHost(loads = usualLoads): Promise<BenchTable> {
  const rows: (string | number)[][] = [];
  for (const load of loads) rows.push(rowOf(load, await run(load)));
  return {
    name: `Local host: orchestrations of ${activities} activities, one after the other, many orchestrations at once`,
    columns: [
      'store',
      'instances',
      'activities/s',
      'ms per instance',
      'CPU ms per instance',
      'bytes written per activity',
      'peak memory, MB',
    ],
    rows,
    notes: [
      'Everything is counted: starting each instance through the HTTP API, replaying every turn, writing, and the SDK.',
      'An instance must not cost more when there are more of them; under 400 MB at 1,000 instances is the target.',
    ],
  };
}

async function run(load: HostLoad): Promise<HostLoadResult> {
  const script = new URL('./host-load.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(load)]);
  return JSON.parse(stdout) as HostLoadResult;
}

function rowOf({ instances, store }: HostLoad, result: HostLoadResult): (string | number)[] {
  const count = instances * activities;
  const perInstance = (seconds: number) => Math.round((seconds * 1e5) / instances) / 100;
  return [
    store,
    instances,
    Math.round(count / result.seconds),
    perInstance(result.seconds),
    perInstance(result.cpuSeconds),
    Math.round(result.writtenInBytes / count),
    Math.round(result.peakMemoryInBytes / 2 ** 20),
  ];
}
