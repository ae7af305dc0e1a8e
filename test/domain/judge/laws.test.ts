import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wilson } from '../../../bench/judge/bounds.ts';
import { constant } from '../../../bench/judge/families.ts';
import { simulate } from '../../../bench/judge/traffic.ts';
import { createErrorEvidence } from '../../../domain/judge/error-evidence.ts';
import { createJudge, judgeMinutes } from '../../../domain/judge/judge.ts';
import type { Minute, SideMinute } from '../../../domain/judge/minute.ts';

const side: fc.Arbitrary<SideMinute> = fc
  .record({
    requests: fc.integer({ min: 0, max: 600 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    p95Ms: fc.option(fc.double({ min: 1, max: 60_000, noNaN: true })),
  })
  .map(({ requests, share, p95Ms }) => ({ requests, errors: Math.floor(requests * share), p95Ms }));
const minute = fc.record({ candidate: fc.option(side), stable: fc.option(side) });
const rollout = fc.array(minute, { maxLength: 40 });
const runs = { numRuns: 150 };

describe('whatever is measured', () => {
  test('there is a word, with reasons that are no accidents of arithmetic', () => {
    fc.assert(
      fc.property(rollout, (minutes) => {
        const { word, reasons, needs } = judgeMinutes(minutes);

        expect(['healthy', 'inconclusive', 'regressed']).toContain(word);
        expect(reasons.length).toBeGreaterThan(0);
        expect([...reasons, needs?.text ?? ''].join()).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      runs,
    );
  });

  test('the judge sees only the past: it decides in the same minute, whatever comes after', () => {
    fc.assert(
      fc.property(rollout, rollout, (before, later) => {
        const judge = createJudge();
        const words = before.map((each) => judge.observe(each));

        const whole = judgeMinutes([...before, ...later]);
        const firstRegressed = words.indexOf('regressed');
        if (firstRegressed >= 0) expect(whole.decidedAtMinute).toBe(firstRegressed + 1);
        else expect(judgeMinutes(before).word).toBe(words.at(-1) ?? 'inconclusive');
      }),
      runs,
    );
  });

  test('a candidate of which nothing is known is neither healthy nor regressed', () => {
    fc.assert(
      fc.property(rollout, (minutes) => {
        expect(judgeMinutes(minutes.map((each) => ({ ...each, candidate: null }))).word).toBe('inconclusive');
      }),
      runs,
    );
  });

  test('a candidate whose every minute is that of the stable deployment is not regressed', () => {
    fc.assert(
      fc.property(rollout, (minutes) => {
        const alike = minutes.map(({ stable }): Minute => ({ candidate: stable, stable }));

        expect(judgeMinutes(alike).word).not.toBe('regressed');
      }),
      runs,
    );
  });

  test('of two deployments, not both are worse than the other', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ candidate: side, stable: side }), { maxLength: 40 }), (minutes) => {
        const swapped = minutes.map(({ candidate, stable }) => ({ candidate: stable, stable: candidate }));
        const errorsOnly = ({ reasons }: { reasons: readonly string[] }) =>
          reasons.some((reason) => reason.includes('against') && reason.startsWith('errors'));
        const [one, other] = [judgeMinutes(minutes), judgeMinutes(swapped)];

        expect(one.word === 'regressed' && other.word === 'regressed' && errorsOnly(one) && errorsOnly(other)).toBe(
          false,
        );
      }),
      runs,
    );
  });

  test('the unit of latency does not matter', () => {
    fc.assert(
      fc.property(rollout, fc.constantFrom(0.001, 1000), (minutes, factor) => {
        const scale = (each: SideMinute | null) => each && { ...each, p95Ms: each.p95Ms ? each.p95Ms * factor : null };
        const scaled = minutes.map(({ candidate, stable }) => ({ candidate: scale(candidate), stable: scale(stable) }));

        expect(judgeMinutes(scaled).word).toBe(judgeMinutes(minutes).word);
      }),
      runs,
    );
  });
});

describe('the evidence on errors', () => {
  test.each([10, 50])(
    'against a deployment that is alike seldom reaches 20 to 1 at any time: at most 1 time in 20, at %i a minute',
    (candidate) => {
      const runs = 300;
      let reached = 0;
      for (let seed = 1; seed <= runs; seed += 1) {
        const evidence = createErrorEvidence(0.01);
        const minutes = simulate(constant({}), { candidate, stable: 9 * candidate }, 60, seed);
        const odds = minutes.map(({ candidate: one, stable }) => {
          evidence.observe(one, stable);
          return evidence.oddsOfWorse();
        });
        if (Math.max(...odds) >= 20) reached += 1;
      }

      expect(wilson(reached, runs).high).toBeLessThan(1 / 20);
    },
  );

  const oddsAfter = (minutes: number, candidate: SideMinute, stable: SideMinute) => {
    const evidence = createErrorEvidence(0.01);
    for (let at = 0; at < minutes; at += 1) evidence.observe(candidate, stable);
    return evidence.oddsOfWorse();
  };

  test('grows with every minute of a steady fault, and shrinks with every good one', () => {
    const stable = { requests: 450, errors: 2 };
    const bad = [2, 4, 8, 16].map((minutes) => oddsAfter(minutes, { requests: 50, errors: 3 }, stable));
    const good = [2, 4, 8, 16].map((minutes) => oddsAfter(minutes, { requests: 50, errors: 0 }, stable));

    expect(bad).toEqual(bad.toSorted((a, b) => a - b));
    expect(good).toEqual(good.toSorted((a, b) => b - a));
  });

  test('counts steady errors for more than as many in one burst', () => {
    const stable = { requests: 90, errors: 0 };
    const steady = createErrorEvidence(0.01);
    const burst = createErrorEvidence(0.01);
    for (let at = 0; at < 30; at += 1) {
      steady.observe({ requests: 10, errors: at % 5 === 4 ? 1 : 0 }, stable);
      burst.observe({ requests: 10, errors: at === 14 || at === 15 ? 3 : 0 }, stable);
    }

    expect(steady.oddsOfWorse()).toBeGreaterThan(20 * burst.oddsOfWorse());
  });

  test('a tolerance so large that nothing could exceed it leaves nothing to be found', () => {
    const evidence = createErrorEvidence(1);
    for (let at = 0; at < 10; at += 1) evidence.observe({ requests: 50, errors: 50 }, { requests: 450, errors: 0 });

    expect(evidence.oddsOfWorse()).toBe(0);
  });
});
