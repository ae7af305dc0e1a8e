import type { SideMinute } from './minute.ts';
import { percentileOfFew } from './percentile-bias.ts';
import { createRatioEvidence, type RatioEvidence } from './ratio-evidence.ts';

/** The latency of one side in one minute, where it was measured. */
interface Measured {
  readonly requests: number;
  readonly logP95: number;
}

/** How far the logarithm of the ratio of two 95th percentiles usually scatters. */
const usualScatter = 0.35;
/** Of the bias that theory foretells for lognormal latency, this much is corrected: too little errs towards the candidate. */
const corrected = 0.6;
/** However wild the latency, no more than this is added to a minute's logarithm. */
const largestCorrection = 0.3;
/** Of fewer requests in a minute the theory says too little, and nothing is corrected. */
const fewestForCorrection = 5;

/** The candidate's latency against the stable deployment's. */
export interface LatencyEvidence {
  readonly evidence: RatioEvidence;
  /** One more minute, measured on both sides or not. */
  observe(candidate: SideMinute, stable: SideMinute): void;
}

/** One side's latency against a limit. */
export interface SlownessEvidence {
  readonly evidence: RatioEvidence;
  observe(side: SideMinute): void;
}

/** Compares the 95th percentiles of both sides, minute by minute. */
export function createLatencyEvidence(smallestShare: number): LatencyEvidence {
  const evidence = createRatioEvidence(smallestShare, usualScatter);
  const spreads = { candidate: createSpread(), stable: createSpread() };
  return {
    evidence,
    observe(candidate: SideMinute, stable: SideMinute): void {
      const one = measured(candidate);
      const other = measured(stable);
      if (!one || !other) return;
      spreads.candidate.observe(one);
      spreads.stable.observe(other);
      const spread = spreadOfRequests(spreads.candidate.estimate(), spreads.stable.estimate());
      evidence.observe(one.logP95 - other.logP95 + correctionFor(one.requests, other.requests, spread));
    },
  };
}

/** What to add to the logarithm of a ratio, because one side's percentile is of fewer requests. */
function correctionFor(candidate: number, stable: number, spread: number): number {
  if (Math.min(candidate, stable) < fewestForCorrection) return 0;
  const bias = spread * (percentileOfFew(stable).height - percentileOfFew(candidate).height);
  return Math.max(-largestCorrection, Math.min(largestCorrection, corrected * bias));
}

/** Compares a side's 95th percentile with a limit. Few requests make it look faster, never slower. */
export function createSlownessEvidence(maxSeconds: number): SlownessEvidence {
  const evidence = createRatioEvidence(0.1, usualScatter);
  return {
    evidence,
    observe(side: SideMinute): void {
      const found = measured(side);
      if (found) evidence.observe(found.logP95 - Math.log(maxSeconds * 1000));
    },
  };
}

function measured({ requests, p95Ms }: SideMinute): Measured | undefined {
  return requests > 0 && p95Ms ? { requests, logP95: Math.log(p95Ms) } : undefined;
}

const guess = { squared: 0.3 ** 2, weight: 3 };
const largestSpread = 0.8;
/** Up to the first ratio of the two sides' estimates the scatter is believed to come from sampling; beyond the second, not at all. */
const agreement = { full: 1.3, none: 1.8 };

/** The spread of a request's latency, as far as both sides tell of the same: where they do not, minutes differ for other reasons. */
function spreadOfRequests(one: number, other: number): number {
  const apart = Math.max(one, other) / Math.min(one, other);
  const believed = Math.min(1, Math.max(0, (agreement.none - apart) / (agreement.none - agreement.full)));
  return believed * Math.min(largestSpread, one, other);
}

/** The spread of the logarithm of a request's latency, from how far the percentile moves between minutes. */
function createSpread() {
  let sum = guess.squared * guess.weight;
  let weight = guess.weight;
  let last: Measured | undefined;
  return {
    observe(minute: Measured): void {
      if (last) {
        const foretold = percentileOfFew(minute.requests).scatter ** 2 + percentileOfFew(last.requests).scatter ** 2;
        sum += (minute.logP95 - last.logP95) ** 2 / foretold;
        weight += 1;
      }
      last = minute;
    },
    estimate: () => Math.sqrt(sum / weight),
  };
}
