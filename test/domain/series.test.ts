import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completePart, minutesOf, seriesOf, windowBefore } from '../../domain/series.ts';

const window = { from: '2026-03-01T10:00:00.000Z', until: '2026-03-01T10:30:00.000Z' };

describe('a window', () => {
  test('before a time has whole minutes', () => {
    expect(windowBefore(new Date('2026-03-01T10:30:42.5Z'), 30)).toEqual(window);
  });

  test.each([
    ['long ago is complete', '2026-03-01T12:00:00Z', '2026-03-01T10:30:00.000Z'],
    ['ends three minutes ago', '2026-03-01T10:30:59Z', '2026-03-01T10:27:00.000Z'],
    ['has a minute only when all of it is old enough', '2026-03-01T10:31:00Z', '2026-03-01T10:28:00.000Z'],
    ['that has just begun is empty', '2026-03-01T10:02:00Z', '2026-03-01T10:00:00.000Z'],
    ['of the future is empty', '2026-03-01T09:00:00Z', '2026-03-01T10:00:00.000Z'],
  ])('%s', (_, now, until) => {
    expect(completePart(window, new Date(now))).toEqual({ from: window.from, until });
  });

  test('is never complete in its last three minutes, and never longer than it was', () => {
    const time = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2040-01-01') });
    fc.assert(
      fc.property(time, time, fc.nat(10_000), (now, end, length) => {
        const asked = windowBefore(new Date(end), length);
        const { from, until } = completePart(asked, new Date(now));

        expect(from).toBe(asked.from);
        expect(until >= from && until <= asked.until).toBe(true);
        if (until > from) expect(Date.parse(until)).toBeLessThanOrEqual(now - 3 * 60_000);
      }),
    );
  });

  test('has its first minute and not its last', () => {
    expect(minutesOf({ from: window.from, until: '2026-03-01T10:02:00.000Z' })).toEqual([
      '2026-03-01T10:00:00.000Z',
      '2026-03-01T10:01:00.000Z',
    ]);
    expect(minutesOf({ from: window.from, until: window.from })).toEqual([]);
  });
});

test('a deployment is found in whatever case its name comes back', () => {
  const blue = { deployment: 'Blue', minutes: [] };

  expect(seriesOf({ deployments: [blue] }, 'blue')).toBe(blue);
  expect(seriesOf({ deployments: [blue] }, 'green')).toBeUndefined();
});
