import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testClock } from '../../../../emulator/clock.ts';
import { createDurableHost } from '../../../../emulator/host/durable/durable-host.ts';
import { type Hub, openHub } from '../../../../emulator/host/durable/hub.ts';
import { durableSettings } from '../../../../emulator/host/durable/settings.ts';
import { createWork } from '../../../../emulator/host/work.ts';

const noFunctions = {
  find: () => undefined,
  names: () => [],
  invoke: () => Promise.reject(new Error('no function')),
  rehearse: () => Promise.reject(new Error('no function')),
};

function durableHostOn(hub: Hub) {
  const said: string[] = [];
  const host = createDurableHost({
    hub,
    settings: durableSettings({}),
    functions: noFunctions,
    clock: testClock(),
    log: (level, message) => void said.push(`${level}: ${message}`),
    work: createWork(),
    isStrict: false,
  });
  return { host, said };
}

test('a disk that refuses a write stops the runtime, and nothing is acknowledged', async () => {
  const full = (): never => {
    throw new Error('no space left on device');
  };
  const { host, said } = durableHostOn({ ...openHub({ file: undefined, fsync: false }), flush: full });

  host.runtime.commit([{ do: 'set-value', key: 'a', value: 1 }]);

  await expect(host.whenWritten()).rejects.toThrow('no space left on device');
  await expect(host.whenWritten()).rejects.toThrow('The durable runtime has stopped.');
  expect(said).toEqual([
    'critical: The state cannot be written, so the durable runtime has stopped: no space left on device',
  ]);
});

test('a journal is rewritten when most of it is over, and holds the same', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'durable.jsonl');
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
