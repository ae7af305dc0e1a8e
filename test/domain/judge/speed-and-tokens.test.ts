import { describe, expect, test } from 'vitest';
import { judgeMinutes } from '../../../domain/judge/judge.ts';
import type { Minute, SideMinute } from '../../../domain/judge/minute.ts';
import { type JudgePolicy, readPolicy } from '../../../domain/judge/policy.ts';

/** Wobbles by a tenth, and never twice the same way. */
const wobble = (at: number): number => 1 + 0.1 * Math.sin(at * 2.4);
const minutesOf = (
  side: (wobbling: number) => Partial<SideMinute>,
  stable: (wobbling: number) => Partial<SideMinute>,
  count = 40,
) =>
  Array.from(
    { length: count },
    (_, at): Minute => ({
      candidate: { requests: 50, errors: 0, ...side(wobble(at)) },
      stable: { requests: 450, errors: 1, ...stable(wobble(at + 7)) },
    }),
  );
const p95 = (milliseconds: number) => (wobbling: number) => ({ p95Ms: milliseconds * wobbling });
const withTokens = (tokens: number) => (wobbling: number) => ({ p95Ms: 900, tokensPerRequest: tokens * wobbling });

const countingTokens = readPolicy('{"tokensPerRequest":{}}');
const withLimit = (maxSeconds: number): JudgePolicy => readPolicy(JSON.stringify({ latencyP95: { maxSeconds } }));

describe('latency', () => {
  test('half as slow again is a regression, with the numbers', () => {
    const { word, reasons } = judgeMinutes(minutesOf(p95(1350), p95(900)));

    expect(word).toBe('regressed');
    expect(reasons[0]).toMatch(
      /^p95 latency 1,3\d\d ms against 8\d\d ms over 10 minutes \(\d\d % slower lately, 25 % is tolerated\); by chance, /,
    );
  });

  test('a tenth slower is tolerated', () => {
    expect(judgeMinutes(minutesOf(p95(990), p95(900))).word).toBe('healthy');
  });

  test('twice as slow in a single minute is not held against the candidate', () => {
    const minutes = minutesOf(p95(900), p95(900));
    const slow = minutes.with(20, {
      candidate: { requests: 50, errors: 0, p95Ms: 30_000 },
      stable: minutes[20]?.stable ?? null,
    });

    expect(judgeMinutes(slow).word).not.toBe('regressed');
  });

  test('slower in a cold start only is not held against the candidate', () => {
    const cold = minutesOf(p95(9000), p95(900), 2);

    expect(judgeMinutes([...cold, ...minutesOf(p95(900), p95(900))]).word).toBe('healthy');
  });

  test('without a limit for it, is not asked for', () => {
    const off = readPolicy('{"latencyP95":null}');

    expect(judgeMinutes(minutesOf(p95(1350), p95(900)), off).word).toBe('healthy');
    expect(
      judgeMinutes(
        minutesOf(() => ({ p95Ms: null }), p95(900)),
        off,
      ).word,
    ).toBe('healthy');
  });

  test('above the limit of the policy is a regression, though the stable deployment is no faster', () => {
    const { word, reasons } = judgeMinutes(minutesOf(p95(1190), p95(980)), withLimit(1));

    expect(word).toBe('regressed');
    expect(reasons[0]).toMatch(/^p95 latency 1,1\d\d ms, and 1,000 ms is tolerated; by chance, /);
  });

  test('above the limit on both sides is no regression: a person is called', () => {
    const { word, page } = judgeMinutes(minutesOf(p95(1500), p95(1400)), withLimit(1));

    expect(word).toBe('inconclusive');
    expect(page).toMatch(/^the stable deployment is too slow itself: p95 latency 1,3\d\d ms; /);
  });

  test('just below the limit stays open, well below it is healthy', () => {
    expect(judgeMinutes(minutesOf(p95(990), p95(960)), withLimit(1))).toMatchObject({
      word: 'inconclusive',
      reasons: expect.arrayContaining(['not yet refuted: that the candidate is slower than is tolerated']),
    });
    expect(judgeMinutes(minutesOf(p95(800), p95(800)), withLimit(1)).word).toBe('healthy');
  });
});

describe('tokens', () => {
  test('half as many again are a regression', () => {
    const { word, reasons } = judgeMinutes(minutesOf(withTokens(1500), withTokens(1000)), countingTokens);

    expect(word).toBe('regressed');
    expect(reasons[0]).toMatch(
      /^tokens per request \(\d\d % more lately, 25 % is tolerated\) over 10 minutes; by chance, /,
    );
  });

  test('as many are healthy, and none measured stay open', () => {
    expect(judgeMinutes(minutesOf(withTokens(1000), withTokens(1000)), countingTokens).word).toBe('healthy');
    expect(judgeMinutes(minutesOf(p95(900), p95(900)), countingTokens)).toMatchObject({
      word: 'inconclusive',
      reasons: expect.arrayContaining(['not yet refuted: that the candidate takes more tokens than is tolerated']),
    });
  });

  test('are not asked for by themselves', () => {
    expect(judgeMinutes(minutesOf(withTokens(1500), withTokens(1000))).word).toBe('healthy');
  });
});
