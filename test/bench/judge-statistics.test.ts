import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wilson } from '../../bench/judge/bounds.ts';
import { cells } from '../../bench/judge/cells.ts';
import { bursts } from '../../bench/judge/families.ts';
import { fisherGreater } from '../../bench/judge/fisher.ts';
import { isHigher, rankSumScore, shiftBetween } from '../../bench/judge/mann-whitney.ts';
import { plot } from '../../bench/judge/plot.ts';
import { createRandom } from '../../bench/judge/random.ts';
import { runCell } from '../../bench/judge/run-cell.ts';
import { simulate } from '../../bench/judge/traffic.ts';
import { logGamma } from '../../domain/judge/log-gamma.ts';
import { normalDensity, normalQuantile } from '../../domain/judge/normal.ts';
import { sharedData } from '../support/shared-data.ts';

const golden = (name: string) => {
  const file = sharedData(`golden/${name}`);
  return file ? JSON.parse(readFileSync(file, 'utf8')).cases : undefined;
};
const numbers = (values: (number | null)[]) => values.filter((value) => value !== null);

describe('special functions', () => {
  test.each([
    [0.5, Math.log(Math.PI) / 2],
    [1, 0],
    [10, Math.log(362_880)],
    [100.5, 361.43554046777757],
  ])('the logarithm of gamma at %d', (x, value) => {
    expect(logGamma(x)).toBeCloseTo(value, 9);
  });

  test.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.01, -2.326347874040841],
    [1e-6, -4.753424308822899],
  ])('the normal quantile of %d', (probability, value) => {
    expect(normalQuantile(probability)).toBeCloseTo(value, 7);
  });

  test('the normal density', () => {
    expect(normalDensity(0)).toBeCloseTo(0.3989422804, 9);
  });
});

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

describe('the simulation', () => {
  test('repeats itself by the seed', () => {
    const rates = { candidate: 10, stable: 90 };
    const one = simulate(bursts(), rates, 60, 5);

    expect(simulate(bursts(), rates, 60, 5)).toEqual(one);
    expect(simulate(bursts(), rates, 60, 6)).not.toEqual(one);
  });

  test.each([
    ['poisson 2', 2, 2, (random: ReturnType<typeof createRandom>) => random.poisson(2)],
    ['poisson 450', 450, 450, (random: ReturnType<typeof createRandom>) => random.poisson(450)],
    ['binomial 450, 5 %', 22.5, 21.375, (random: ReturnType<typeof createRandom>) => random.binomial(450, 0.05)],
    ['binomial 450, 60 %', 270, 108, (random: ReturnType<typeof createRandom>) => random.binomial(450, 0.6)],
    ['binomial 10, 0.5 %', 0.05, 0.04975, (random: ReturnType<typeof createRandom>) => random.binomial(10, 0.005)],
    ['normal', 0, 1, (random: ReturnType<typeof createRandom>) => random.normal()],
    ['beta 3, 12', 0.2, 0.01, (random: ReturnType<typeof createRandom>) => random.beta(3, 12)],
  ])('draws %s with the right mean and variance', (_, mean, variance, draw) => {
    const random = createRandom(11);
    const values = Array.from({ length: 20_000 }, () => draw(random));
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;

    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / values.length));
    expect(spread / variance).toBeGreaterThan(0.9);
    expect(spread / variance).toBeLessThan(1.1);
  });

  test('makes the 95th percentile of few requests lower than that of many, as theory has it', () => {
    const minutes = simulate(bursts(), { candidate: 10, stable: 90 }, 4000, 3, 0.6);
    const mean = (side: 'candidate' | 'stable') =>
      minutes.reduce((sum, minute) => sum + Math.log(minute[side]?.p95Ms ?? 1), 0) / minutes.length;

    expect(Math.exp(mean('candidate') - mean('stable'))).toBeCloseTo(0.82, 1);
  });
});

test('the plot shows every rule in every row', () => {
  const some = cells.filter(({ target }, at) => target.kind === 'found' || at === 0);
  const svg = plot(
    ['one', 'two'],
    some.map((cell) => ({ cell, outcomes: runCell(cell, [() => 3, () => undefined], 2) })),
    2,
  );

  expect(svg.match(/<circle/g)).toHaveLength(2 + 2 * some.length);
  expect(svg).not.toMatch(/NaN|undefined/);
});
