import { describe, expect, test } from 'vitest';
import { cells } from '../../bench/judge/cells.ts';
import { bursts } from '../../bench/judge/families.ts';
import { plot } from '../../bench/judge/plot.ts';
import { createRandom } from '../../bench/judge/random.ts';
import { runCell } from '../../bench/judge/run-cell.ts';
import { simulate } from '../../bench/judge/traffic.ts';
import { logGamma } from '../../domain/judge/log-gamma.ts';
import { normalDensity, normalQuantile } from '../../domain/judge/normal.ts';

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
