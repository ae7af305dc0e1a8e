import type { Pairs } from '../../domain/gate/pairs.ts';
import { createRandom, type Random } from '../judge/random.ts';

/** A kind of evaluation, with two flows whose true difference is known. */
export interface Family {
  readonly name: string;
  readonly range: number;
  readonly isPassOrFail: boolean;
  /** There is no flow of this kind that is better than the other. */
  readonly onlyWorse?: true;
  /** The difference on one line; on average it is `-worseBy`. */
  difference(random: Random, worseBy: number): number;
}

/** A line changes with this probability, by one of the steps, up or down so that the mean comes out right. */
function changing(share: number, steps: readonly (readonly [number, number])[]) {
  const size = steps.reduce((sum, [step, chance]) => sum + step * chance, 0);
  return (random: Random, worseBy: number): number => {
    if (random.uniform() > share) return 0;
    const up = 0.5 * (1 - worseBy / (share * size));
    let left = random.uniform();
    const [step] = steps.find(([, chance]) => {
      left -= chance;
      return left <= 0;
    }) ?? [1];
    return random.uniform() < up ? step : -step;
  };
}

const always = [[1, 1]] as const;
const scoreSteps = [
  [1, 0.7],
  [2, 0.2],
  [3, 0.1],
] as const;

export const families: readonly Family[] = [
  { name: 'pass or fail, 30 % of the lines change', range: 1, isPassOrFail: true, difference: changing(0.3, always) },
  { name: 'pass or fail, 10 % change', range: 1, isPassOrFail: true, difference: changing(0.1, always) },
  { name: 'scores 1-5, half of them change', range: 4, isPassOrFail: false, difference: changing(0.5, scoreSteps) },
  {
    name: 'scores 1-5, rarely a disaster',
    range: 4,
    isPassOrFail: false,
    onlyWorse: true,
    // All the loss is in lines that fall from 5 to 1; the rest waver by one in fifty.
    difference: (random, worseBy) => (random.uniform() < worseBy / 4 ? -4 : changing(0.02, always)(random, 0)),
  },
  {
    name: 'similarity 0-1, every line changes a little',
    range: 1,
    isPassOrFail: false,
    difference: (random, worseBy) => 0.1 * random.normal() - worseBy,
  },
];

/** So many lines of an evaluation, as a seed repeats them. */
export function simulatedPairs(family: Family, lines: number, worseBy: number, seed: number): Pairs {
  const random = createRandom(seed);
  const clipped = (value: number) => Math.max(-family.range, Math.min(family.range, value));
  const differences = Array.from({ length: lines }, () => clipped(family.difference(random, worseBy)));
  const { range, isPassOrFail } = family;
  return { differences, range, isPassOrFail, missing: 0, means: { challenger: 0, stable: 0 } };
}
