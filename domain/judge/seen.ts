import type { Minute, SideMinute } from './minute.ts';

/**
 * Why a minute of the candidate counts for the verdict, or does not. `alone`: no stable deployment was ever seen with traffic,
 * so that only the policy's limits can be asked.
 */
export type Standing = 'counts' | 'alone' | 'unknown' | 'stable-unknown' | 'stable-fails';

/** The minutes seen so far, for what is told of them. */
export interface SeenMinutes {
  readonly minutes: Minute[];
  readonly standings: Standing[];
}

export const nothingSeen = (): SeenMinutes => ({ minutes: [], standings: [] });

/** Requests and errors of a side. */
export interface Tally {
  readonly requests: number;
  readonly errors: number;
}

export const shareOf = ({ requests, errors }: Tally): number => (requests > 0 ? errors / requests : 0);

/** Sums a side over the minutes from this one on. */
export function tally(seen: SeenMinutes, side: keyof Minute, from = 0, only?: Standing): Tally {
  let requests = 0;
  let errors = 0;
  for (let at = from; at < seen.minutes.length; at += 1) {
    const measured = seen.minutes[at]?.[side];
    if (!measured || (only && seen.standings[at] !== only)) continue;
    requests += measured.requests;
    errors += measured.errors;
  }
  return { requests, errors };
}

/**
 * The minute from which on the candidate's errors differ most clearly from the stable's: the likeliest beginning of a fault
 * (maximum likelihood, as in E. S. Page's test, Biometrika 41, 1954).
 */
export function likeliestOnset(seen: SeenMinutes): number {
  let candidate: Tally = { requests: 0, errors: 0 };
  let stable: Tally = candidate;
  let onset = 0;
  let clearest = Number.NEGATIVE_INFINITY;
  for (let at = seen.minutes.length - 1; at >= 0; at -= 1) {
    if (seen.standings[at] !== 'counts') continue;
    candidate = plus(candidate, seen.minutes[at]?.candidate);
    stable = plus(stable, seen.minutes[at]?.stable);
    const clearness = gain(candidate, stable);
    if (clearness >= clearest && shareOf(candidate) >= shareOf(stable)) {
      clearest = clearness;
      onset = at;
    }
  }
  return onset;
}

const plus = ({ requests, errors }: Tally, minute: SideMinute | null | undefined): Tally => ({
  requests: requests + (minute?.requests ?? 0),
  errors: errors + (minute?.errors ?? 0),
});

/** By how much two rates explain two tallies better than one rate does. */
function gain(one: Tally, other: Tally): number {
  const together = { requests: one.requests + other.requests, errors: one.errors + other.errors };
  return logLikelihood(one) + logLikelihood(other) - logLikelihood(together);
}

function logLikelihood({ requests, errors }: Tally): number {
  if (errors <= 0 || errors >= requests) return 0;
  return errors * Math.log(errors / requests) + (requests - errors) * Math.log1p(-errors / requests);
}
