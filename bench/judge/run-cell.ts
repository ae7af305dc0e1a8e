import { type Share, wilson } from './bounds.ts';
import type { Cell, Target } from './cells.ts';
import type { Rule } from './rules.ts';
import { simulate } from './traffic.ts';

/** How often a rule rolled back in a cell, and when. */
export interface Outcome extends Share {
  /** Of those that it rolled back: the middle one. */
  readonly medianMinutes: number | undefined;
}

/** Lets each rule judge the same seeded rollouts. */
export function runCell(cell: Cell, rules: readonly Rule[], runs: number, firstSeed = 1): Outcome[] {
  const decided = rules.map((): number[] => []);
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const minutes = simulate(cell.script, cell.rates, cell.minutes, seed * 2_654_435_761, cell.spread);
    for (const [index, rule] of rules.entries()) {
      const at = rule(minutes);
      if (at !== undefined) decided[index]?.push(at);
    }
  }
  return decided.map((minutes) => ({ ...wilson(minutes.length, runs), medianMinutes: median(minutes) }));
}

/** Is the target met, as counted? */
export function meets(target: Target, { share, medianMinutes = Number.POSITIVE_INFINITY }: Outcome): boolean {
  if (target.kind === 'told') return true;
  if (target.kind === 'false') return share <= target.atMost;
  return share >= target.atLeast && medianMinutes <= (target.medianAtMost ?? Number.POSITIVE_INFINITY);
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
