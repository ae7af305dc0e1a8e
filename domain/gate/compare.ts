import type { Line } from '../runs.ts';
import { linesNeeded } from './lines-needed.ts';
import { lowerBound } from './lower-bound.ts';
import { mcNemar, type PairedTest, signedRank } from './paired-tests.ts';
import { type Pairs, pairUp, type Reading } from './pairs.ts';

/** How often a flow may pass that is worse by the margin: one in twenty. */
export const risk = 0.05;

/** A challenger beside its champion, on the same lines. */
export interface Comparison {
  /** `noWorse` and `worse` are shown; with `tooFewLines` neither is. */
  readonly word: 'noWorse' | 'worse' | 'tooFewLines';
  readonly output: string;
  readonly lines: number;
  readonly wins: number;
  readonly losses: number;
  readonly missing: number;
  readonly means: Pairs['means'];
  /** More than 0 is better. */
  readonly difference: number;
  /** The true difference lies above it, 19 times in 20. */
  readonly lowerBound: number;
  /** How much worse it may be. */
  readonly margin: number;
  readonly test: PairedTest;
  /** About so many lines would show an equal flow to be no worse, four times in five. */
  readonly linesNeeded?: number;
}

/**
 * Whether the challenger is no worse than the champion by more than the margin. It has to be shown: with a margin by the
 * lower bound of the difference, without one by a test that it is better. A difference that was measured to be worse than
 * the margin is never let through, whatever the tests say.
 */
export function compare(pairs: Pairs, output: string, margin: number): Comparison {
  const { differences, means, missing, range } = pairs;
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  const test = pairs.isPassOrFail ? mcNemar(wins, losses) : signedRank(differences);
  const difference = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  const bound = lowerBound(differences, -range, risk);
  const isShown = margin > 0 ? bound >= -margin : test.pBetter <= risk;
  const needed = linesNeeded(differences, range, margin, risk);
  return {
    word: difference < -margin ? 'worse' : isShown ? 'noWorse' : 'tooFewLines',
    ...{ output, lines: differences.length, wins, losses, missing, means, difference, lowerBound: bound, margin, test },
    ...(needed === undefined ? {} : { linesNeeded: needed }),
  };
}

/** The comparison that a rule asks for, or why there can be none. */
export function compareLines(
  challenger: readonly Line[],
  stable: readonly Line[],
  reading: Reading,
  margin: number,
): Comparison | { readonly problem: string } {
  const pairs = pairUp(challenger, stable, reading);
  return 'problem' in pairs ? pairs : compare(pairs, reading.output, margin);
}
