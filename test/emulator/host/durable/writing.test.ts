import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testClock } from '../../../../emulator/clock.ts';
import { createDurableHost } from '../../../../emulator/host/durable/durable-host.ts';
import { type Hub, openHub } from '../../../../emulator/host/durable/hub.ts';
import { handleManagement } from '../../../../emulator/host/durable/management/management.ts';
import { durableSettings } from '../../../../emulator/host/durable/settings.ts';
import { createWork } from '../../../../emulator/host/work.ts';
import { watchDisk } from '../../../support/watch-disk.ts';
import { startTestHost } from '../test-host.ts';

const noFunctions = {
  find: () => undefined,
  names: () => [],
  invoke: () => Promise.reject(new Error('no function')),
  rehearse: () => Promise.reject(new Error('no function')),
};

const orchestrator = {
  name: 'o',
  metadata: { name: 'o', bindings: {} },
  callback: () => undefined,
  triggerName: 'context',
  trigger: { type: 'orchestrationTrigger', direction: 'in' as const },
};

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function durableHostOn(hub: Hub) {
  const said: string[] = [];
  const host = createDurableHost({
    hub,
    settings: durableSettings({}),
    functions: { ...noFunctions, find: (name) => (name === 'o' ? orchestrator : undefined) },
    clock: testClock(),
    log: (level, message) => void said.push(`${level}: ${message}`),
    work: createWork(),
    isStrict: false,
  });
  return { host, said };
}

const fullDisk = (): Hub => ({
  ...openHub({ file: undefined, fsync: false }),
  flush: () => {
    throw new Error('no space left on device');
  },
});

test('a disk that refuses a write stops the runtime, and nothing is acknowledged', async () => {
  const { host, said } = durableHostOn(fullDisk());

  host.runtime.commit([{ do: 'set-value', key: 'a', value: 1 }]);

  await expect(host.whenWritten()).rejects.toThrow('no space left on device');
  await expect(host.whenWritten()).rejects.toThrow('The durable runtime has stopped.');
  expect(said).toEqual([
    'critical: The state cannot be written, so the durable runtime has stopped: no space left on device',
  ]);
});

test('a start that cannot be written is not acknowledged', async () => {
  const { host } = durableHostOn(fullDisk());
  const links = { origin: 'http://127.0.0.1', systemKey: 'k', hubName: 'hub' };
  const request = {
    method: 'POST',
    segments: ['orchestrators', 'o', 'one'],
    query: new URLSearchParams(),
    headers: {},
    body: '',
    url: new URL('http://127.0.0.1/durabletask/orchestrators/o/one'),
  };

  await expect(handleManagement({ durable: host, links }, request)).rejects.toThrow('no space left on device');
});

test.each([
  [undefined, true],
  [false, false],
])('what is written is synced to the disk: with fsync %s, %s', async (fsync, isSynced) => {
  const { start, host } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          yield context.df.callActivity('echo', {});
        },
      },
    },
    { stateFolder: temporaryFolder(), ...(fsync === undefined ? {} : { fsync }) },
  );
  const asked = watchDisk();

  await start('o');
  await host.idle();

  expect([asked.includes('writeSync'), asked.includes('fdatasyncSync')]).toEqual([true, isSynced]);
});

test('a turn is one line: what it took in, its history and what it asks for', async () => {
  const stateFolder = temporaryFolder();
  const { run, host } = await startTestHost(
    {
      orchestrators: {
        *o(context) {
          return yield context.df.callActivity('echo', 1);
        },
      },
    },
    { stateFolder },
  );

  await run('o');
  await host.stop();

  const lines = readFileSync(path.join(stateFolder, 'durable.jsonl'), 'utf8').trimEnd().split('\n');
  const steps = lines.map((line) => (JSON.parse(line) as { do: string }[]).map((change) => change.do).join(' '));
  expect(steps).toEqual([
    'set-instance set-history set-inbox post',
    'take add-task add-history update-instance',
    'end-task post',
    'take update-instance add-history',
  ]);
});

test('a journal is rewritten when most of it is over, and holds the same', () => {
  const file = path.join(temporaryFolder(), 'durable.jsonl');
  const hub = openHub({ file, fsync: false });
  const large = 'x'.repeat(100_000);

  for (let n = 0; n < 200; n++) {
    hub.commit([{ do: 'set-value', key: 'only', value: `${n} ${large}` }]);
    hub.flush();
  }
  hub.close();

  expect(hub.writtenInBytes()).toBeGreaterThan(20_000_000);
  expect(statSync(file).size).toBeLessThan(9_000_000);
  expect(openHub({ file, fsync: false }).state.values.get('only')).toBe(`199 ${large}`);
});
