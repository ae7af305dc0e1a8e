/** When a deployment that turns bad does so: at once, when its traffic begins, or in any later minute. */
const badFromTheStart = 0.7;
const turnsBadPerMinute = 1 / 240;

/**
 * The odds that a deployment has turned bad, in one of several ways and at any time until now, against the claim that it is
 * as it should be. It is a mixture of likelihood ratios, so under the claim it averages 1 at every moment, and exceeds N
 * at any moment at all with a chance of at most 1 in N (Ville's inequality): it may be looked at every minute.
 */
export interface Onset {
  /** The odds of each way. */
  readonly odds: Float64Array;
  /** One more minute: how much of each way's odds is new, to be known before the minute is weighed. */
  begin(): Float64Array;
  /** What the minute says: how much better each way foretold it than the claim did. */
  weigh(way: number, ratio: number): void;
}

export function createOnset(weights: readonly number[]): Onset {
  const odds = new Float64Array(weights.length);
  const share = new Float64Array(weights.length);
  let unspent = 1;
  let chance = badFromTheStart;
  return {
    odds,
    begin() {
      const entering = unspent * chance;
      unspent -= entering;
      chance = turnsBadPerMinute;
      for (let way = 0; way < odds.length; way += 1) {
        const added = entering * (weights[way] as number);
        const sum = (odds[way] as number) + added;
        share[way] = added / sum;
        odds[way] = sum;
      }
      return share;
    },
    weigh(way, ratio) {
      odds[way] = Math.max(leastOdds, (odds[way] as number) * ratio);
    },
  };
}

/** Keeps the odds from vanishing in the arithmetic. */
const leastOdds = 1e-200;
