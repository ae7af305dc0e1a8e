import type { Comparison } from './compare.ts';

/** A comparison in one sentence, in numbers. */
export function sentenceOf(comparison: Comparison): string {
  const { means, lines, wins, losses, missing, difference, lowerBound, margin } = comparison;
  const beside = `${shown(means.challenger)} beside ${shown(means.stable)} on the same ${lines} lines`;
  const counted = `${wins} better, ${losses} worse${missing === 0 ? '' : `, ${missing} of them without an answer`}`;
  return `${beside} (${counted}; difference ${shown(difference)}, above ${shown(lowerBound)} 19 times in 20); ${allowed(margin)}${lacking(comparison)}`;
}

const allowed = (margin: number): string =>
  margin > 0 ? `it may be worse by ${margin}` : 'it must be shown to be better, since it may be worse by nothing';

function lacking({ word, linesNeeded }: Comparison): string {
  if (word !== 'tooFewLines') return '';
  return linesNeeded === undefined
    ? ', and these lines do not show it'
    : `; these are too few lines to show it, some ${linesNeeded} would be enough for an equal flow`;
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));
