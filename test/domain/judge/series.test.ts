import { describe, expect, test } from 'vitest';
import { defaultPolicy, readPolicy } from '../../../domain/judge/policy.ts';
import { readSeries } from '../../../domain/judge/series.ts';

const side = { requests: 10, errors: 0, p95Ms: 800 };
const line = (...minutes: unknown[]) => JSON.stringify({ family: 'a', seed: 1, minutes });

describe('a recorded rollout', () => {
  test('calls its minutes by their names, and fills what it leaves out', () => {
    const series = readSeries(
      line({ t: 5, candidate: side, baseline: side }, null, { t: 9, candidate: null, baseline: side }),
    );

    expect(series).toMatchObject({ family: 'a', seed: 1, firstMinute: 5 });
    expect(series.minutes).toEqual([
      { candidate: side, stable: side },
      { candidate: null, stable: null },
      { candidate: null, stable: null },
      { candidate: null, stable: null },
      { candidate: null, stable: side },
    ]);
  });

  test('that begins with nothing known still knows its first minute', () => {
    expect(readSeries(line(null, null, { t: 2, candidate: side })).firstMinute).toBe(0);
  });

  test.each([
    ['has no names', line({ candidate: side, baseline: side }, { candidate: side })],
    ['has times for names', line({ t: '2026-01-01T00:00:00Z', candidate: side }, { t: '2026-01-01T00:01:00Z' })],
    ['has nothing but unknown minutes', line(null, null)],
  ])('that %s counts its minutes from 1', (_, text) => {
    expect(readSeries(text)).toMatchObject({ firstMinute: 1, minutes: { length: 2 } });
  });

  test.each([
    ['not JSON', '{', /JSON/],
    ['without minutes', '{"family":"a"}', /^minutes: /],
    [
      'with more errors than requests',
      line({ candidate: { requests: 1, errors: 2 } }),
      /^minutes\[0\]\.candidate: has more errors than requests$/,
    ],
    [
      'with a negative number',
      line({ candidate: { requests: -1, errors: 0 } }),
      /^minutes\[0\]\.candidate\.requests: /,
    ],
    [
      'with a side that says nothing',
      line({ candidate: {}, baseline: side }),
      /candidate\.requests: .*; minutes\[0\]\.candidate\.errors: /,
    ],
    [
      'out of order',
      line({ t: 3, candidate: side }, { t: 2, candidate: side }),
      /^minutes are not in order: t 2 comes too late$/,
    ],
    [
      'named by seconds since 1970',
      line({ t: 1_700_000_000, candidate: side }, { t: 1_700_100_000 }),
      /too large a gap$/,
    ],
  ])('%s is refused, and says why', (_, text, message) => {
    expect(() => readSeries(text)).toThrow(message);
  });
});

describe('a policy', () => {
  test('has a default for everything', () => {
    expect(readPolicy('{}')).toEqual(defaultPolicy);
    expect(defaultPolicy).toEqual({
      errorRate: { max: 0.05, noWorseThanStable: 0.01 },
      latencyP95: { noWorseThanStable: 0.25 },
      tokensPerRequest: null,
      minimumRequests: 20,
      coldStartMinutes: 2,
    });
  });

  test.each([
    ['{"errorRates":{}}', /errorRates/],
    ['{"errorRate":{"max":5}}', /^errorRate\.max: /],
    ['[]', /expected object/],
  ])('%s is refused, and says why', (text, message) => {
    expect(() => readPolicy(text)).toThrow(message);
  });
});
