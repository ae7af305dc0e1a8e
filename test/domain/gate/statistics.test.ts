import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lowerBound } from '../../../domain/gate/lower-bound.ts';
import { mcNemar, signedRank } from '../../../domain/gate/paired-tests.ts';
import { normalTail } from '../../../domain/judge/normal.ts';

/** Made by `make-reference.py` beside this file, with scipy and numpy. */
interface Reference {
  readonly madeWith: string;
  readonly mcNemar: readonly {
    readonly wins: number;
    readonly losses: number;
    readonly pBetter: number;
    readonly pWorse: number;
  }[];
  readonly wilcoxon: readonly {
    readonly method: string;
    readonly differences: readonly number[];
    readonly pBetter: number;
    readonly pWorse: number;
  }[];
  readonly lowerBound: readonly {
    readonly method: string;
    readonly differences: readonly number[];
    readonly worst: number;
    readonly bound: number;
  }[];
}
const file = new URL('./reference.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

describe(`the statistics of the gate agree with ${reference.madeWith}:`, () => {
  test.each(reference.mcNemar)('McNemar, $wins to $losses', ({ wins, losses, pBetter, pWorse }) => {
    const found = mcNemar(wins, losses);

    expect(found.pBetter).toBeCloseTo(pBetter, 7);
    expect(found.pWorse).toBeCloseTo(pWorse, 7);
    expect(found.effect).toBeCloseTo((wins - losses) / Math.max(1, wins + losses), 12);
  });

  test.each(reference.wilcoxon)('Wilcoxon, by $method', ({ differences, pBetter, pWorse }) => {
    const found = signedRank(differences);

    expect(found.pBetter).toBeCloseTo(pBetter, 9);
    expect(found.pWorse).toBeCloseTo(pWorse, 9);
  });

  test.each(reference.lowerBound)('the bound, by $method', ({ differences, worst, bound }) => {
    const range = Math.max(...differences) - worst;

    expect(Math.abs(lowerBound(differences, worst, 0.05) - bound)).toBeLessThanOrEqual(0.01 * range);
  });
});

test('no difference at all has no effect and shows nothing', () => {
  expect(signedRank([0, 0, 0])).toEqual({ name: 'Wilcoxon', pBetter: 1, pWorse: 1, effect: 0 });
});

test('the tail of a normal value is right near the middle, far away, and on both sides', () => {
  // Source: scipy.stats.norm.sf.
  expect(normalTail(0)).toBeCloseTo(0.5, 15);
  expect(normalTail(1.6448536269514722)).toBeCloseTo(0.05, 12);
  expect(normalTail(-2)).toBeCloseTo(0.9772498680518208, 12);
  expect(normalTail(7)).toBeLessThan(2e-12);
});
