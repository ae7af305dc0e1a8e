import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wilson } from '../../bench/judge/bounds.ts';
import { constant } from '../../bench/judge/families.ts';
import { fisherGreater } from '../../bench/judge/fisher.ts';
import { isHigher, rankSumScore, shiftBetween } from '../../bench/judge/mann-whitney.ts';
import { createRandom } from '../../bench/judge/random.ts';
import { fixedThreshold } from '../../bench/judge/rules.ts';
import { simulate, usualSpread } from '../../bench/judge/traffic.ts';
import { quantile } from '../../bench/quantile.ts';
import { normalQuantile } from '../../domain/judge/normal.ts';
import { sharedData } from '../support/shared-data.ts';

const golden = (name: string, part = 'cases') => {
  const file = sharedData(`golden/${name}`);
  if (!file) console.warn(`SKIPPED: ../shared/data/golden/${name} is not here`);
  return file ? JSON.parse(readFileSync(file, 'utf8'))[part] : undefined;
};
const numbers = (values: (number | null)[]) => values.filter((value) => value !== null);

describe('Fisher and Wilson', () => {
  const rows = golden('oracles/error-rate-r.json');

  test.skipIf(!rows)('agree with R on golden/oracles/error-rate-r.json', () => {
    for (const { canary, stable, fisherGreater: p, canaryWilson95 } of rows) {
      expect(fisherGreater(canary, stable)).toBeCloseTo(p, 7);
      const { low, high } = wilson(canary.errors, canary.requests);
      expect([low, high].map((value) => value.toFixed(7))).toEqual(
        canaryWilson95.map((value: number) => value.toFixed(7)),
      );
    }
    expect(rows.length).toBe(110);
  });
});

describe('the quantile', () => {
  const rows = golden('oracles/quantiles-r7.json');

  test.skipIf(!rows)('agrees with R on golden/oracles/quantiles-r7.json', () => {
    for (const { values, p, r7 } of rows)
      for (const [at, share] of p.entries()) expect(quantile(values, share)).toBeCloseTo(r7[at], 9);
    expect(rows.length).toBe(30);
  });

  test('of one value is that value, and of none is nought', () => {
    expect([quantile([7], 0.95), quantile([], 0.5)]).toEqual([7, 0]);
  });

  test('of the requests themselves is what the simulation draws for a minute', () => {
    const random = createRandom(5);
    const ofRequests = (count: number) =>
      quantile(
        Array.from({ length: count }, () => random.normal()),
        0.95,
      );
    const minutes = simulate(constant({}), { candidate: 10, stable: 10 }, 6000, 3);
    const drawn = minutes.flatMap(({ candidate }) => (candidate?.p95Ms ? [candidate] : []));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

    const simulated = mean(drawn.map(({ p95Ms }) => Math.log((p95Ms ?? 0) / 900) / usualSpread));
    const really = mean(drawn.map(({ requests }) => ofRequests(requests)));

    expect(Math.abs(simulated - really)).toBeLessThan(0.05);
  });
});

describe('the fixed threshold', () => {
  const rows = golden('argo-rollouts/analysis-semantics.json', 'assessMetricStatus');
  const minute = (errors: number) => ({ candidate: { requests: 10, errors }, stable: null });

  test.skipIf(!rows)('fails where golden/argo-rollouts/analysis-semantics.json does for failed measurements', () => {
    const same = rows.filter(
      ({ metric, result }: never) =>
        ((metric as { failureLimit?: number }).failureLimit ?? 0) >= 0 &&
        !('consecutiveError' in result) &&
        !('inconclusive' in result),
    );
    for (const { name, metric, result, phase } of same) {
      const { failed = 0, successful = 0 } = result;
      const minutes = [...Array(successful).fill(minute(0)), ...Array(failed).fill(minute(1))];
      const isFailed = fixedThreshold((metric.failureLimit ?? 0) + 1)(minutes) !== undefined;
      expect([name, isFailed]).toEqual([name, phase === 'Failed']);
    }
    expect(same.length).toBe(34);
  });
});

describe('the rank sum test', () => {
  const rows = golden('oracles/mannwhitney-r.json');
  const numeric = golden('kayenta/mannwhitney-numeric.json');
  const classified = golden('kayenta/mannwhitney-classifier.json');

  test.skipIf(!rows)('agrees with R on golden/oracles/mannwhitney-r.json', () => {
    for (const { experiment, control, pTwoSided, ciLow, ciHigh, estimate, confLevel } of rows) {
      const score = Math.abs(rankSumScore(experiment, control));
      expect(score).toBeCloseTo(Math.abs(normalQuantile(pTwoSided / 2)), 4);
      const shift = shiftBetween(experiment, control, confLevel);
      expect(Math.abs(shift.low - ciLow)).toBeLessThan(2e-3);
      expect(Math.abs(shift.high - ciHigh)).toBeLessThan(2e-3);
      // Where the score stands at nought for a while, every point of that stretch is an estimate.
      const gap = Math.abs(shift.estimate - estimate);
      expect(gap < 2e-3 || Math.abs(rankSumScore(experiment, control, estimate, false)) < 1e-9).toBe(true);
    }
    expect(rows.length).toBe(75);
  });

  test.skipIf(!numeric)('agrees with golden/kayenta/mannwhitney-numeric.json', () => {
    for (const row of numeric.filter(({ kind }: { kind: string }) => kind === 'wilcoxonDiff'))
      for (const { mu, quantile, value } of row.expected)
        expect(rankSumScore(row.x, row.y, mu) - quantile).toBeCloseTo(value, 5);
    for (const row of numeric.filter(({ kind }: { kind: string }) => kind === 'ci')) {
      const { low, high, estimate } = shiftBetween(row.experiment, row.control, row.confLevel);
      expect(Math.abs(low - row.expected.ciLow)).toBeLessThan(2e-3);
      expect(Math.abs(high - row.expected.ciHigh)).toBeLessThan(2e-3);
      expect(Math.abs(estimate - row.expected.estimate)).toBeLessThan(2e-3);
    }
  });

  test.skipIf(!classified)(
    'says higher where golden/kayenta/mannwhitney-classifier.json does, with plain thresholds',
    () => {
      const plain = classified.filter(
        ({ classifier, direction, isCritical, nanStrategy, params }: never) =>
          classifier === 'MannWhitneyClassifier' &&
          direction !== 'decrease' &&
          !isCritical &&
          nanStrategy === 'remove' &&
          (params as { effectSizeMeasure: string }).effectSizeMeasure === 'meanRatio' &&
          (params as { effectSizeThresholds: { increase: number } }).effectSizeThresholds.increase === 1,
      );
      // Where the limit is nought, the original's answer hangs on the last step of its root finder.
      const clear = plain.filter(
        ({ experiment, control, params }: never) =>
          Math.abs(
            shiftBetween(numbers(experiment), numbers(control), (params as { confLevel: number }).confLevel).low,
          ) > 1e-6,
      );
      for (const { name, experiment, control, params, expected } of clear)
        expect([name, isHigher(numbers(experiment), numbers(control), params.confLevel, params.tolerance)]).toEqual([
          name,
          expected.classification === 'High',
        ]);
      expect(clear.length).toBeGreaterThan(5);
    },
  );

  test('knows constant and empty samples', () => {
    expect(isHigher([1, 1], [1, 1])).toBe(false);
    expect(isHigher([2, 2], [1, 1])).toBe(true);
    expect(isHigher([], [1])).toBe(false);
  });
});
