import type { Minute, SideMinute } from '../../domain/judge/minute.ts';
import { normalQuantile } from '../../domain/judge/normal.ts';
import { placeOfQuantile } from '../quantile.ts';
import { createRandom, type Random } from './random.ts';

/** Requests that each side gets in a minute, on average. */
export interface Rates {
  readonly candidate: number;
  readonly stable: number;
}

/** A side in one minute, as the simulation makes it: how likely a request fails, how slow it is against normal. */
export interface Condition {
  readonly errorRate: number;
  readonly slowness: number;
  /** Nothing is measured in this minute. */
  readonly missing?: boolean;
  readonly traffic?: number;
}

/** What happens on each side, minute by minute. */
export type Script = (random: Random, minutes: number) => { candidate: Condition[]; stable: Condition[] };

/** The time of a request is lognormal: this is its median, and the spread of its logarithm. */
const medianInMs = 900;
export const usualSpread = 0.5;

/** One rollout, minute by minute, as the same seed always makes it. */
export function simulate(script: Script, rates: Rates, minutes: number, seed: number, spread = usualSpread): Minute[] {
  const random = createRandom(seed);
  const { candidate, stable } = script(random, minutes);
  return Array.from({ length: minutes }, (_, at) => ({
    candidate: measure(candidate[at], rates.candidate, random, spread),
    stable: measure(stable[at], rates.stable, random, spread),
  }));
}

function measure(condition: Condition | undefined, rate: number, random: Random, spread: number): SideMinute | null {
  if (condition === undefined || condition.missing) return null;
  const requests = random.poisson(rate * (condition.traffic ?? 1));
  const errors = random.binomial(requests, condition.errorRate);
  if (requests === 0) return { requests, errors, p95Ms: null };
  return { requests, errors, p95Ms: medianInMs * condition.slowness * Math.exp(spread * normalP95(requests, random)) };
}

/** The 95th percentile (type 7) of so many standard normal values, drawn straight from the law of its two order statistics. */
function normalP95(count: number, random: Random): number {
  const position = placeOfQuantile(0.95, count);
  const below = Math.min(Math.floor(position), count - 1);
  if (below < 1) return random.normal();
  const upper = below + 1 === count ? random.uniform() ** (1 / count) : random.beta(below + 1, count - below);
  const lower = upper * random.uniform() ** (1 / below);
  const share = position - below;
  return (1 - share) * normalQuantile(lower) + share * normalQuantile(upper);
}
