import { logBeta } from './log-gamma.ts';

/**
 * What a healthy deployment's errors may look like, beside a steady trickle: now and then a burst, in which about a fifth of
 * the requests fails for two or three minutes, seldom longer; or one bad minute, in which any share may fail.
 */
const burstShape = { failing: 3, passing: 12 };
const chanceOfThirdMinute = 0.5;
const chanceOfYetAnother = 0.4;
const chanceOfBadMinute = 1 / 120;

/** The places of the chain: calm, first and second minute of a burst, its later minutes, a single bad minute. */
const places = 5;

/**
 * Follows, for each of several steady error rates, how well "this rate, and noise on top" foretells the minutes of one
 * deployment. A hidden Markov chain for each rate (L. R. Rabiner, Proceedings of the IEEE 77, 1989).
 */
export interface NoisyRates {
  /** For each rate, how likely the last minute was, given all before it; on a scale that all rates share. */
  readonly foretold: Float64Array;
  observe(requests: number, errors: number): void;
  /** Lets a minute go by of which nothing is known. */
  pass(): void;
  /** Lets this share of a rate's belief start anew, in calm. */
  renew(rate: number, share: number): void;
}

/** @param burstStart How likely a burst starts in a calm minute. */
export function createNoisyRates(rates: readonly number[], burstStart: number): NoisyRates {
  const logRates = Float64Array.from(rates, (rate) => Math.log(rate));
  const logRests = Float64Array.from(rates, (rate) => Math.log1p(-rate));
  const chains = new Float64Array(rates.length * places);
  const foretold = new Float64Array(rates.length).fill(1);
  for (let at = 0; at < chains.length; at += places) chains[at] = 1;

  function observe(requests: number, errors: number): void {
    // Averages of a metric may be a little off each other.
    const passed = Math.max(0, requests - errors);
    const best = bestLogLikelihood(requests, errors);
    const inBurst =
      least + Math.exp(logBeta(errors + burstShape.failing, passed + burstShape.passing) - burstScale - best);
    const inBadMinute = least + Math.exp(logBeta(errors + 1, passed + 1) - best);
    for (let rate = 0; rate < rates.length; rate += 1) {
      const logLikelihood = errors * (logRates[rate] as number) + passed * (logRests[rate] as number);
      const inCalm = least + Math.exp(logLikelihood - best);
      foretold[rate] = advance(chains, rate * places, burstStart, inCalm, inBurst, inBadMinute);
    }
  }

  return {
    foretold,
    observe,
    pass: () => observe(0, 0),
    renew(rate, share) {
      const at = rate * places;
      for (let place = at; place < at + places; place += 1) chains[place] = (chains[place] as number) * (1 - share);
      chains[at] = (chains[at] as number) + share;
    },
  };
}

const burstScale = logBeta(burstShape.failing, burstShape.passing);
/** Keeps the impossible from ending a chain: where no rate explains a minute, none is blamed for it. */
const least = 1e-100;

function bestLogLikelihood(requests: number, errors: number): number {
  if (errors <= 0 || errors >= requests) return 0;
  return errors * Math.log(errors / requests) + (requests - errors) * Math.log1p(-errors / requests);
}

/** Moves one chain, in place, by a minute that was so likely in each place. Returns how likely the minute was in all. */
function advance(
  chains: Float64Array,
  at: number,
  burstStart: number,
  inCalm: number,
  inBurst: number,
  inBadMinute: number,
): number {
  const wasCalm = chains[at] as number;
  const wasSecond = chains[at + 2] as number;
  const wasLater = chains[at + 3] as number;
  const stays = wasCalm * (1 - burstStart - chanceOfBadMinute);
  const ends = wasSecond * (1 - chanceOfThirdMinute) + wasLater * (1 - chanceOfYetAnother) + (chains[at + 4] as number);
  const calm = (stays + ends) * inCalm;
  const first = wasCalm * burstStart * inBurst;
  const second = (chains[at + 1] as number) * inBurst;
  const later = (wasSecond * chanceOfThirdMinute + wasLater * chanceOfYetAnother) * inBurst;
  const badMinute = wasCalm * chanceOfBadMinute * inBadMinute;
  const sum = calm + first + second + later + badMinute;
  chains[at] = calm / sum;
  chains[at + 1] = first / sum;
  chains[at + 2] = second / sum;
  chains[at + 3] = later / sum;
  chains[at + 4] = badMinute / sum;
  return sum;
}
