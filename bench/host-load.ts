import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as df from 'durable-functions';
import { type Host, startHost } from '../emulator/host/host.ts';

export interface HostLoad {
  readonly instances: number;
  readonly activities: number;
  readonly store: 'memory' | 'file' | 'file and fsync';
}

export interface HostLoadResult {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly writtenInBytes: number;
  readonly peakMemoryInBytes: number;
}

const callersAtOnce = 32;

function register(activities: number): void {
  df.app.activity('work', { handler: ({ n }: { n: number }) => ({ n: n + 1 }) });
  df.app.orchestration('chain', function* (context) {
    let last = { n: 0 };
    for (let step = 0; step < activities; step++) last = yield context.df.callActivity('work', last);
    return last;
  });
}

async function startAll({ url }: Host, instances: number): Promise<void> {
  let next = 0;
  const call = async () => {
    while (next < instances) {
      const id = `chain-${next++}`;
      const response = await fetch(`${url}/durabletask/orchestrators/chain/${id}`, { method: 'POST' });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`${id}: ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: callersAtOnce }, call));
}

async function measure({ instances, activities, store }: HostLoad): Promise<HostLoadResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-host-'));
  const host = await startHost({
    load: () => register(activities),
    hostJson: {},
    fsync: store === 'file and fsync',
    ...(store === 'memory' ? {} : { stateFolder: folder }),
  });
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  await startAll(host, instances);
  await host.idle();
  const seconds = (performance.now() - begin) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  const writtenInBytes = host.writtenInBytes();
  const completed = host.instances.list().filter(({ runtimeStatus }) => runtimeStatus === 'Completed');
  await host.stop();
  rmSync(folder, { recursive: true });
  if (completed.length !== instances) throw new Error(`Only ${completed.length} of ${instances} completed.`);
  return { seconds, cpuSeconds, writtenInBytes, peakMemoryInBytes: process.resourceUsage().maxRSS * 1024 };
}

const result = await measure(JSON.parse(process.argv[2] ?? '') as HostLoad);
process.stdout.write(JSON.stringify(result));
