import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { persistentClock } from '../../../emulator/host/host-clock.ts';

const dayInMs = 86_400_000;

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the clock of a new state folder begins now', () => {
  const before = Date.now();

  const clock = persistentClock(temporaryFolder(), 3600);

  expect(clock.now()).toBeGreaterThanOrEqual(before);
  expect(clock.now()).toBeLessThan(before + dayInMs);
  expect(clock.speed).toBe(3600);
});

test.each([3600, 60, 1])('a clock that was ahead does not go back, at a speed of %i after 3600', (speed) => {
  const folder = temporaryFolder();
  const ahead = Date.now() + 100 * dayInMs;
  const origin = { realStart: Date.now(), virtualStart: ahead, speed: 3600 };
  writeFileSync(path.join(folder, 'clock.json'), JSON.stringify(origin));

  const first = persistentClock(folder, speed);
  const second = persistentClock(folder, speed);

  expect(first.now()).toBeGreaterThanOrEqual(ahead);
  expect(Math.abs(second.now() - first.now())).toBeLessThan(dayInMs);
});
