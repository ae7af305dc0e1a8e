import type { Case } from './case.ts';
import { type SeenMinutes, shareOf, tally } from './seen.ts';
import {
  type Circumstances,
  chanceLeftOfBeyond,
  failingMinutes,
  fewestBadMinutes,
  fewestComparedMinutes,
  leastChanceOfBeyond,
  minutesUntilStale,
  oddsForHealthy,
  oddsLeftOfWorse,
  requiredForErrors,
  requiredForRatios,
} from './strictness.ts';
import type { VerdictWord } from './verdict.ts';

/** The word that follows from all that is known now. */
export function wordOn(known: Case): VerdictWord {
  if (known.candidateRequests < known.policy.minimumRequests) return 'inconclusive';
  const worse = isWorseBy(known);
  if (worse.length > 0) return stableIsGood(known) ? 'regressed' : 'inconclusive';
  return stillOpen(known).length === 0 ? 'healthy' : 'inconclusive';
}

export type Measure = 'errors' | 'error-limit' | 'latency' | 'latency-limit' | 'tokens';

/** By what the candidate is proven to be worse than the policy allows. */
export function isWorseBy(known: Case): Measure[] {
  const circumstances = circumstancesOf(known);
  const found: Measure[] = [];
  if (known.badMinutes >= fewestBadMinutes) {
    const required = requiredForErrors(circumstances);
    if (failsMoreOften(known, required)) found.push('errors');
    else if (known.limit.oddsOfAbove() >= required) found.push('error-limit');
  }
  return [...found, ...isSlowerBy(known, requiredForRatios(circumstances))];
}

/** Far more likely worse than alike, and not likely within what is tolerated. */
const failsMoreOften = ({ errors }: Case, required: number): boolean =>
  errors.oddsOfWorse() >= required && errors.chanceOfBeyondTolerance() >= leastChanceOfBeyond;

function isSlowerBy({ policy, latency, slowness, tokens }: Case, required: number): Measure[] {
  const found: Measure[] = [];
  const latencyShare = policy.latencyP95?.noWorseThanStable ?? 0;
  if (latency && isLarger(latency.evidence, 1 + latencyShare, required)) found.push('latency');
  if (slowness && isLarger(slowness.candidate.evidence, 1, required)) found.push('latency-limit');
  if (tokens && isLarger(tokens, 1 + (policy.tokensPerRequest?.noWorseThanStable ?? 0), required)) found.push('tokens');
  return found;
}

type Ratio = { readonly minutes: number; readonly ratio: number; oddsOfLarger(): number };

const isLarger = (evidence: Ratio, tolerated: number, required: number): boolean =>
  evidence.minutes >= fewestComparedMinutes && evidence.ratio > tolerated && evidence.oddsOfLarger() >= required;

/** Nothing is rolled back to a deployment that fails itself: that would only move the outage. */
export const stableIsGood = (known: Case): boolean =>
  stableFailsNow(known) === undefined &&
  (known.stableRequests === 0 || (chanceThatStableFails(known) <= 0.1 && !stableFailedLately(known)));

export type StableFailure = 'steadily' | 'in-this-minute' | 'is-slow';

export function stableFailsNow(known: Case): StableFailure | undefined {
  const { seen, slowness } = known;
  if (chanceThatStableFails(known) > 0.5) return 'steadily';
  if (seen.standings.at(-1) === 'stable-fails') return 'in-this-minute';
  const stable = slowness?.stable.evidence;
  return stable && stable.minutes >= fewestComparedMinutes && stable.ratio > 1 ? 'is-slow' : undefined;
}

/** Whatever explains it: over the last half hour more of the stable deployment's requests failed than is tolerated. */
function stableFailedLately({ seen, policy }: Case): boolean {
  const lately = tally(seen, 'stable', Math.max(0, seen.minutes.length - 30));
  return lately.requests >= policy.minimumRequests && shareOf(lately) > Math.max(0.01, policy.errorRate.max);
}

/** Below one in a hundred no rate of errors is bad enough to call the stable deployment broken. */
const chanceThatStableFails = ({ policy, errors }: Case): number =>
  errors.chanceThatStableIsAbove(Math.max(0.01, policy.errorRate.max));

/** Is the ground so unsteady that more evidence is asked for? */
export function circumstancesOf({ seen, comparedMinutes, unknownMinutes }: Case): Circumstances {
  const manyUnknown = unknownMinutes >= 3 && unknownMinutes > 0.1 * seen.minutes.length;
  const failures = stableFailuresLately(seen, 60);
  if (failures >= failingMinutes.outage) return { comparedMinutes, ground: 'after-outage' };
  return { comparedMinutes, ground: manyUnknown || failures >= failingMinutes.disturbed ? 'disturbed' : 'firm' };
}

/** In how many of the last so many minutes the stable deployment failed. */
export function stableFailuresLately({ standings }: SeenMinutes, minutes: number): number {
  let failures = 0;
  for (let at = Math.max(0, standings.length - minutes); at < standings.length; at += 1)
    if (standings[at] === 'stable-fails') failures += 1;
  return failures;
}

export type OpenQuestion = 'stale' | 'above-limit' | 'worse' | 'no-stable' | 'latency-unknown' | 'slower' | 'tokens';

/** What stands between the candidate and `healthy`. */
export function stillOpen(known: Case): OpenQuestion[] {
  const { seen, errors, limit, stableRequests, lastMinuteWithTraffic } = known;
  const open: OpenQuestion[] = [];
  if (seen.minutes.length - lastMinuteWithTraffic >= minutesUntilStale) open.push('stale');
  if (stableRequests === 0) open.push('no-stable');
  if (limit.oddsOfBelow() < oddsForHealthy) open.push('above-limit');
  if (errors.oddsOfWorse() > oddsLeftOfWorse && errors.chanceOfBeyondTolerance() > chanceLeftOfBeyond)
    open.push('worse');
  return [...open, ...stillOpenOnSpeed(known)];
}

function stillOpenOnSpeed({ policy, latency, slowness, tokens, minutesWithTraffic }: Case): OpenQuestion[] {
  const open: OpenQuestion[] = [];
  const latencyShare = policy.latencyP95?.noWorseThanStable ?? 0;
  if (latency && latency.evidence.minutes === 0 && minutesWithTraffic > policy.coldStartMinutes)
    open.push('latency-unknown');
  else if (latency && !isRefuted(latency.evidence, 1 + latencyShare)) open.push('slower');
  else if (slowness && !isRefuted(slowness.candidate.evidence, 1)) open.push('slower');
  if (tokens && !isRefuted(tokens, 1 + (policy.tokensPerRequest?.noWorseThanStable ?? 0))) open.push('tokens');
  return open;
}

const isRefuted = (evidence: { readonly minutes: number; readonly highestLikelyRatio: number }, tolerated: number) =>
  evidence.minutes >= fewestComparedMinutes && evidence.highestLikelyRatio <= tolerated;
