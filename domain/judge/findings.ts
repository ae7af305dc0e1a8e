import type { Case } from './case.ts';
import { type Measure, stableFailsNow } from './deliberation.ts';
import type { Minute } from './minute.ts';
import { likeliestOnset, tally } from './seen.ts';
import { chance, errorsOf, milliseconds, minutes, percent } from './wording.ts';

/** What was found by one measure, in numbers. */
export function numbersOf(known: Case, measure: Measure): string {
  return findings[measure](known);
}

const findings: Readonly<Record<Measure, (known: Case) => string>> = {
  errors({ seen, errors }) {
    const onset = likeliestOnset(seen);
    const candidate = tally(seen, 'candidate', onset, 'counts');
    const stable = tally(seen, 'stable', onset, 'counts');
    const since = onset === 0 ? '' : ` since minute ${onset + 1}`;
    return `errors ${errorsOf(candidate)} against ${errorsOf(stable)}${since}; ${chance(errors.oddsOfWorse())}`;
  },
  'error-limit': ({ seen, limit, policy }) =>
    `errors ${errorsOf(tally(seen, 'candidate'))}, and ${percent(policy.errorRate.max)} is tolerated; ${chance(limit.oddsOfAbove())}`,
  latency: ({ seen, latency, policy }) =>
    `p95 latency ${latencies(seen.minutes)} over ${minutes(latency?.evidence.minutes ?? 0)}${larger(latency?.evidence.ratio, 'slower', policy.latencyP95?.noWorseThanStable)}; ${chance(latency?.evidence.oddsOfLarger() ?? 1)}`,
  'latency-limit': ({ seen, slowness, policy }) =>
    `p95 latency ${milliseconds(meanP95(seen.minutes, 'candidate'))}, and ${milliseconds((policy.latencyP95?.maxSeconds ?? 0) * 1000)} is tolerated; ${chance(slowness?.candidate.evidence.oddsOfLarger() ?? 1)}`,
  tokens: ({ tokens, policy }) =>
    `tokens per request${larger(tokens?.ratio, 'more', policy.tokensPerRequest?.noWorseThanStable)} over ${minutes(tokens?.minutes ?? 0)}; ${chance(tokens?.oddsOfLarger() ?? 1)}`,
};

const larger = (ratio = 1, word: string, tolerated = 0): string =>
  ` (${percent(Math.max(0, ratio - 1))} ${word} lately, ${percent(tolerated)} is tolerated)`;

/** Both sides as they stand, where nothing is proven against the candidate. */
export function bySide({ seen, candidateRequests, stableRequests }: Case): string[] {
  if (candidateRequests === 0) return [];
  const candidate = `errors ${errorsOf(tally(seen, 'candidate'))}`;
  const compared = stableRequests > 0 ? `${candidate} against ${errorsOf(tally(seen, 'stable'))}` : candidate;
  const slowest = meanP95(seen.minutes, 'candidate') > 0 && meanP95(seen.minutes, 'stable') > 0;
  return slowest ? [compared, `p95 latency ${latencies(seen.minutes)}`] : [compared];
}

/** Why the stable deployment is no good to go back to. */
export function stableTrouble(known: Case): string[] {
  const failure = stableFailsNow(known);
  if (!failure) return [];
  const { seen, policy } = known;
  const limit = policy.errorRate.max;
  if (failure === 'steadily')
    return [
      `the stable deployment fails itself: errors ${errorsOf(tally(seen, 'stable'))}, and ${percent(limit)} is tolerated`,
    ];
  if (failure === 'is-slow')
    return [`the stable deployment is too slow itself: p95 latency ${milliseconds(meanP95(seen.minutes, 'stable'))}`];
  const failing = errorsOf(seen.minutes.at(-1)?.stable ?? nobody);
  const candidate = errorsOf(seen.minutes.at(-1)?.candidate ?? nobody);
  return [`the stable deployment fails itself in this minute: errors ${failing}, the candidate's ${candidate}`];
}

const nobody = { requests: 0, errors: 0 };

/** Which minutes do not count, and why. */
export function leftOut({ seen }: Case): string[] {
  const failing = seen.standings.filter((standing) => standing === 'stable-fails').length;
  const unknown = seen.standings.filter((standing) => standing === 'unknown' || standing === 'stable-unknown').length;
  const told: string[] = [];
  if (failing > 0) {
    const candidate = errorsOf(tally(seen, 'candidate', 0, 'stable-fails'));
    const stable = errorsOf(tally(seen, 'stable', 0, 'stable-fails'));
    told.push(
      `${minutes(failing)} left out, in which the stable deployment failed itself: errors ${candidate} against ${stable}`,
    );
  }
  if (unknown > 0) told.push(`${minutes(unknown)} left out, for which a measurement is missing`);
  return told;
}

const latencies = (seen: readonly Minute[]): string =>
  `${milliseconds(meanP95(seen, 'candidate'))} against ${milliseconds(meanP95(seen, 'stable'))}`;

/** The mean of a side's minutes, weighted by requests: the nearest to a percentile of the whole that they allow. */
function meanP95(seen: readonly Minute[], side: keyof Minute): number {
  let requests = 0;
  let sum = 0;
  for (const minute of seen) {
    const measured = minute[side];
    if (!measured?.p95Ms) continue;
    requests += measured.requests;
    sum += measured.requests * measured.p95Ms;
  }
  return requests > 0 ? sum / requests : 0;
}
