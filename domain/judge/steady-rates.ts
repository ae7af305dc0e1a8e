/** What is believed of a steady error rate: a weight for each of the rates that it may be. The weights sum to 1. */
export type Belief = Float64Array;

/**
 * The error rates that a stable deployment may have. No deployment is trusted to fail less often than 4 times in 1,000: a
 * short spell without errors proves no more, and what a candidate adds below that is not worth a roll-back.
 */
export const steadyRates: readonly number[] = Array.from({ length: 17 }, (_, step) => 0.004 * 1.38 ** step);

/** Low rates are believed more than high ones, a little: most deployments that carry traffic are well. */
const tilt = 0.8;
/** A steady rate may become another, about once in four hours. */
const changesPerMinute = 1 / 240;

const weights = steadyRates.map((rate) => rate ** -tilt);
const sumOfWeights = weights.reduce((sum, weight) => sum + weight, 0);
const prior = Float64Array.from(weights, (weight) => weight / sumOfWeights);

export const priorBelief = (): Belief => Float64Array.from(prior);

/** Updates a belief, in place, by a minute that each rate foretold so well. Returns how well all together foretold it. */
export function learn(belief: Belief, foretold: Float64Array, foretoldOther?: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < belief.length; at += 1) {
    const weight =
      (belief[at] as number) * (foretold[at] as number) * (foretoldOther ? (foretoldOther[at] as number) : 1);
    belief[at] = weight;
    sum += weight;
  }
  for (let at = 0; at < belief.length; at += 1)
    belief[at] = ((belief[at] as number) / sum) * (1 - changesPerMinute) + changesPerMinute * (prior[at] as number);
  return sum;
}

/** How much of a belief lies on rates above this one. */
export function chanceAbove(belief: Belief, limit: number): number {
  return belief.reduce((sum, weight, at) => ((steadyRates[at] as number) > limit ? sum + weight : sum), 0);
}
