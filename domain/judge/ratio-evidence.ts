import { createOnset } from './onset.ts';

/**
 * What one quantity (latency, tokens) says about "the candidate's is larger than it should be". Fed, minute by minute, with
 * the logarithm of candidate over reference.
 */
export interface RatioEvidence {
  observe(logRatio: number): void;
  /** How many times better "larger" explains all minutes until now than "no larger" does. */
  oddsOfLarger(): number;
  /** How many minutes were measured. */
  readonly minutes: number;
  /** The candidate over the reference, lately; 1 where they are alike. */
  readonly ratio: number;
  /** Above this the true ratio hardly lies (19 times in 20). */
  readonly highestLikelyRatio: number;
}

/** A minute's weight in what counts as lately: half of it is gone after 23 minutes. */
const keptPerMinute = 0.97;
/** Until there are measurements, so many minutes are taken to scatter as usual. */
const guessedMinutes = 3;
/** How much larger the candidate may turn out, in multiples of the smallest share that matters, and how likely each is. */
const multiples = [1, 1.8, 3.2, 6];
const weightsOfMultiples = [0.4, 0.35, 0.15, 0.1];
/** No single minute changes the odds by more than this power of e, however extreme it is. */
const mostPerMinute = 2;

/**
 * A sequential probability ratio test over a mixture of shifts (A. Wald, Sequential Analysis, 1947; H. Robbins, Annals of
 * Mathematical Statistics 41, 1970), with the scatter learned from the minutes before. Where minutes resemble their
 * neighbours they count for less, by the factor that the variance of their mean grows (M. S. Bartlett, 1946).
 *
 * @param smallestShare How much larger the candidate must be to matter, as a share.
 * @param usualScatter How far the logarithm of the ratio usually scatters, from minute to minute.
 */
export function createRatioEvidence(smallestShare: number, usualScatter: number): RatioEvidence {
  const smallest = Math.max(0.1, Math.log1p(smallestShare));
  const shifts = multiples.map((multiple) => multiple * smallest);
  const onset = createOnset(weightsOfMultiples);
  const guess = guessedMinutes * usualScatter ** 2;
  let minutes = 0;
  let weight = 0;
  let mean = 0;
  let squares = 0;
  let products = 0;
  let last = 0;

  const variance = () => (guess + squares) / (guessedMinutes + weight);
  /** How much a minute resembles the one before; a short series always seems to do so less than it does. */
  const likeness = () => Math.min(0.8, Math.max(0, (products + variance()) / (guess + squares + 4 * variance())));
  /** Of a minute, as if each stood for itself; larger while it is learned from few. */
  const effectiveVariance = () => ((variance() * (1 + likeness())) / (1 - likeness())) * (1 + 1 / (1 + weight));

  return {
    observe(logRatio) {
      const spread = effectiveVariance();
      onset.begin();
      for (const [way, shift] of shifts.entries()) {
        const gain = (shift * (logRatio - shift / 2)) / spread;
        onset.weigh(way, Math.exp(Math.min(mostPerMinute, Math.max(-mostPerMinute, gain))));
      }
      minutes += 1;
      weight = weight * keptPerMinute + 1;
      const before = logRatio - mean;
      mean += before / weight;
      const after = logRatio - mean;
      squares = squares * keptPerMinute + before * after;
      products = products * keptPerMinute + last * after;
      last = after;
    },
    oddsOfLarger: () => onset.odds.reduce((sum, each) => sum + each, 0),
    get minutes() {
      return minutes;
    },
    get ratio() {
      return Math.exp(mean);
    },
    get highestLikelyRatio() {
      return Math.exp(mean + 1.645 * Math.sqrt(effectiveVariance() / Math.max(1, weight)));
    },
  };
}
