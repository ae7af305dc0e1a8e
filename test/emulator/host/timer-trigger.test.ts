import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { app, type Timer } from '@azure/functions';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testClock } from '../../../emulator/clock.ts';
import { timerSchedule } from '../../../emulator/host/triggers/timer-schedule.ts';
import { gate, startTestHost } from './test-host.ts';

describe('a schedule', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z'],
    ['*/5 * * * *', '2026-01-01T00:00:01Z', '2026-01-01T00:05:00Z'],
    ['30 0 12 * * *', '2026-01-01T12:00:30Z', '2026-01-02T12:00:30Z'],
    ['0 30 9 * Jan Mon', '2026-01-01T00:00:00Z', '2026-01-05T09:30:00Z'],
    ['0 0 0 13 * Fri', '2026-01-01T00:00:00Z', '2026-02-13T00:00:00Z'],
    ['0 0 9-17/4 * * 1-5', '2026-01-02T17:00:00Z', '2026-01-05T09:00:00Z'],
    ['00:10:00', '2026-01-01T00:00:03Z', '2026-01-01T00:10:03Z'],
    ['1.00:00:00', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  ])('%s after %s comes at %s', (schedule, after, next) => {
    expect(new Date(timerSchedule(schedule).next(Date.parse(after)))).toEqual(new Date(next));
  });

  test.each(['', 'soon', '* * * *', '0 0 0 32 * *'])('%j is refused', (schedule) => {
    expect(() => timerSchedule(schedule)).toThrow();
  });

  test('may be an app setting', () => {
    process.env['TICK'] = '0 0 * * * *';

    expect(new Date(timerSchedule('%TICK%').next(0))).toEqual(new Date('1970-01-01T01:00:00Z'));
    expect(() => timerSchedule('%NOT_SET%')).toThrow("'%NOT_SET%' does not resolve");
  });

  test('keeps the time zone of WEBSITE_TIME_ZONE', () => {
    process.env['WEBSITE_TIME_ZONE'] = 'America/New_York';
    onTestFinished(() => void delete process.env['WEBSITE_TIME_ZONE']);

    expect(new Date(timerSchedule('0 0 9 * * *').next(Date.parse('2026-07-01T00:00:00Z')))).toEqual(
      new Date('2026-07-01T13:00:00Z'),
    );
  });
});

describe('a timer function', () => {
  const ticking = (fired: Timer[], options: object = {}) => ({
    more: () =>
      app.timer('tick', { schedule: '0 */5 * * * *', handler: (timer) => void fired.push(timer), ...options }),
  });

  test('runs on its schedule, and is told when', async () => {
    const fired: Timer[] = [];
    const { host, clock } = await startTestHost(ticking(fired));

    clock.advance(300_000);
    await host.idle();
    clock.advance(300_000);
    await host.idle();

    expect(fired).toMatchObject([
      { isPastDue: false, schedule: { adjustForDST: true } },
      {
        isPastDue: false,
        scheduleStatus: { last: '2026-01-01T00:05:00.000Z', next: '2026-01-01T00:15:00.000Z' },
      },
    ]);
  });

  test('runs at start when it says so', async () => {
    const fired: Timer[] = [];
    const { host } = await startTestHost(ticking(fired, { runOnStartup: true }));

    await host.idle();

    expect(fired).toHaveLength(1);
  });

  test('never runs twice at once', async () => {
    let running = 0;
    let most = 0;
    const door = gate();
    const { host, clock } = await startTestHost(
      ticking([], {
        handler: async () => {
          most = Math.max(most, ++running);
          await door.passed;
          running--;
        },
      }),
    );

    for (let n = 0; n < 3; n++) clock.advance(300_000);
    door.open();
    await host.idle();
    clock.advance(300_000);
    await host.idle();

    expect(most).toBe(1);
  });

  test.each([
    ['makes up once for what it missed while the host was down', {}, [true]],
    ['does not when its monitor is off', { useMonitor: false }, []],
  ])('%s', async (_, options, expected) => {
    const stateFolder = mkdtempSync(path.join(tmpdir(), 'host-'));
    onTestFinished(() => rmSync(stateFolder, { recursive: true }));
    const before = await startTestHost(ticking([], options), { stateFolder });
    await before.host.stop();

    const fired: Timer[] = [];
    const clock = testClock(Date.parse('2026-01-01T01:00:01Z'));
    const after = await startTestHost(ticking(fired, options), { stateFolder, clock });
    await after.host.idle();

    expect(fired.map((timer) => timer.isPastDue)).toEqual(expected);
  });

  test('is run now by hand', async () => {
    const fired: Timer[] = [];
    const { host } = await startTestHost(ticking(fired));

    await host.runTimer('tick');
    const response = await fetch(`${host.url}/admin/functions/tick`, { method: 'POST', body: '{}' });
    await host.idle();

    expect([response.status, fired.length]).toEqual([202, 2]);
    await expect(host.runTimer('nobody')).rejects.toThrow("There is no timer function 'nobody'.");
  });

  test('that throws is logged, and runs again the next time', async () => {
    let runs = 0;
    const { host, clock, log } = await startTestHost(
      ticking([], {
        handler: () => {
          runs++;
          throw new Error('out of order');
        },
      }),
    );

    clock.advance(300_000);
    await host.idle();
    clock.advance(300_000);
    await host.idle();

    expect(runs).toBe(2);
    expect(log.find((line) => line.level === 'error')?.message).toBe("Executed 'tick' (failed): out of order");
  });
});
