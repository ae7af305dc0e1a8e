import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPause, paces } from '../../domain/pace.ts';

describe('waiting for a long operation', () => {
  test.each([
    ['deployment', 0, 60],
    ['deployment', 60, 15],
    ['deployment', 120, 30],
    ['deployment', 600, 60],
    ['deployment', 3590, 10],
    ['permission', 3600, 900],
    ['permission', 100_000, 3600],
    ['endpoint', 0, 20],
    ['traffic', 0, 10],
  ] as const)('for a %s, after %i seconds, looks again in %i', (kind, elapsed, pause) => {
    expect(nextPause(paces[kind], elapsed)).toBe(pause);
  });

  test('ends at the limit', () => {
    expect(nextPause(paces.endpoint, 20 * 60)).toBeUndefined();
  });

  test('always moves on, never past the limit, and asks at most eighty times, or a thousand where it waits for days', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(paces)), (pace) => {
        let elapsed = 0;
        let looks = 0;
        for (let pause = nextPause(pace, 0); pause !== undefined; pause = nextPause(pace, elapsed)) {
          expect(pause).toBeGreaterThan(0);
          elapsed += pause;
          looks += 1;
        }
        expect(elapsed).toBe(pace.limitInMinutes * 60);
        const isLong = pace.limitInMinutes > 24 * 60;
        if (!('everyInSeconds' in pace)) expect(looks).toBeLessThanOrEqual(isLong ? 1000 : 80);
      }),
    );
  });
});
