import { normalDensity, normalQuantile } from './normal.ts';

/**
 * A 95th percentile of few requests lies below one of many, although nothing differs, and it is noisier. For latency whose
 * logarithm is about normal, both follow from the number of requests and the spread of the logarithm (H. A. David and
 * H. N. Nagaraja, Order Statistics, 2003; percentile of type 7, plotting positions after G. Blom, 1958).
 */
export interface PercentileOfFew {
  /** Where the logarithm of the percentile lies, in spreads above the median. */
  readonly height: number;
  /** How far it scatters from minute to minute, in spreads. */
  readonly scatter: number;
}

export function percentileOfFew(requests: number): PercentileOfFew {
  const count = Math.min(Math.max(1, Math.round(requests)), largestCount);
  const known = byCount[count];
  if (known) return known;
  const position = (0.95 * (count - 1) + 1 - 0.375) / (count + 0.25);
  const height = normalQuantile(position);
  const scatter = Math.sqrt((position * (1 - position)) / count) / normalDensity(height);
  const computed = { height, scatter };
  byCount[count] = computed;
  return computed;
}

/** Above this number of requests the percentile is as good as exact. */
const largestCount = 2_000;
const byCount: PercentileOfFew[] = [];
