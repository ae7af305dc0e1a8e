import { expect, test } from 'vitest';
import { createClock } from '../../azure/clock.ts';
import { readSettings } from '../../domain/settings.ts';
import { scaledClock } from '../../emulator/clock.ts';
import { workspaceId } from '../support/workspace-id.ts';

const settings = (clock?: string) =>
  readSettings({ FLOWFERRY_WORKSPACES: workspaceId, AzureWebJobsStorage: 'x', FLOWFERRY_CLOCK: clock });

test('the clock is the machine’s', () => {
  const before = Date.now();
  const now = createClock(settings()).now().getTime();

  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('a scaled clock reads the same as that of the emulated Azure', () => {
  const origin = { realStart: Date.now() - 1000, virtualStart: Date.parse('2026-01-01T00:00:00Z'), speed: 300.5 };
  const clock = createClock(settings(`${origin.realStart},${origin.virtualStart},${origin.speed}`));

  const [before, now, after] = [scaledClock(origin).now(), clock.now().getTime(), scaledClock(origin).now()];

  expect(now).toBeGreaterThanOrEqual(Math.floor(before));
  expect(now).toBeLessThanOrEqual(after);
});
