import { describe, expect, test } from 'vitest';
import { wilson } from '../../../bench/judge/bounds.ts';
import { type Cell, cells, middle } from '../../../bench/judge/cells.ts';
import { constant } from '../../../bench/judge/families.ts';
import { type Rule, rules } from '../../../bench/judge/rules.ts';
import { runCell } from '../../../bench/judge/run-cell.ts';

/** Enough to tell a judge that is off; the benchmark, with ten thousand, tells by how much. Other seeds than the benchmark's. */
const runs = 150;
const firstSeed = 1_000_001;
const fromTheBench = rules['flowferry'] as Rule;

/** Is a target missed so clearly that chance does not explain it? The bounds hold in all but one of 10,000 cells. */
function misses(cell: Cell, rule: Rule): boolean {
  const [outcome] = runCell(cell, [rule], runs, firstSeed);
  if (!outcome) return true;
  const { low, high } = wilson(Math.round(outcome.share * runs), runs, 3.89);
  if (cell.target.kind === 'false') return low > (cell.target.guard ?? cell.target.atMost);
  if (cell.target.kind === 'told') return false;
  const { atLeast, medianAtMost = Number.POSITIVE_INFINITY } = cell.target;
  return high < atLeast || (outcome.medianMinutes ?? Number.POSITIVE_INFINITY) > medianAtMost;
}

describe('the judge keeps its targets', () => {
  test.each(cells.map((cell) => [cell.family, `${cell.rates.candidate}/${cell.rates.stable}`, cell] as const))(
    '%s at %s',
    (_, _rates, cell) => {
      expect(misses(cell, fromTheBench)).toBe(false);
    },
  );
});

describe('a judge that is off is found out', () => {
  const healthy: Cell = {
    family: 'healthy',
    rates: middle,
    minutes: 60,
    script: constant({}),
    target: { kind: 'false', atMost: 0.01 },
  };
  const broken: Cell = {
    family: 'broken',
    rates: middle,
    minutes: 30,
    script: constant({ errorRate: 0.05 }),
    target: { kind: 'found', atLeast: 0.97, medianAtMost: 15 },
  };

  test.each([
    ['one that rolls back at the first failed check', healthy, 'fixed, 1 check'],
    ['one that looks once, with ranks', broken, 'Mann-Whitney 98 %'],
    ['one that finds everything, but late', broken, 'pooled Fisher 1 %'],
  ])('%s', (_, cell, rule) => {
    expect(misses(cell, rules[rule] as Rule)).toBe(true);
  });
});
