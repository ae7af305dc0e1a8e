import { createErrorEvidence, type ErrorEvidence } from './error-evidence.ts';
import {
  createLatencyEvidence,
  createSlownessEvidence,
  type LatencyEvidence,
  type SlownessEvidence,
} from './latency-evidence.ts';
import { createLimitEvidence, type LimitEvidence } from './limit-evidence.ts';
import type { Minute, SideMinute } from './minute.ts';
import type { JudgePolicy } from './policy.ts';
import { createRatioEvidence, type RatioEvidence } from './ratio-evidence.ts';
import { nothingSeen, type SeenMinutes, type Standing } from './seen.ts';

/** Everything that the judge knows. */
export interface Case {
  readonly policy: JudgePolicy;
  readonly seen: SeenMinutes;
  readonly errors: ErrorEvidence;
  readonly limit: LimitEvidence;
  readonly latency: LatencyEvidence | undefined;
  readonly slowness: Record<keyof Minute, SlownessEvidence> | undefined;
  readonly tokens: RatioEvidence | undefined;
  candidateRequests: number;
  stableRequests: number;
  /** Minutes in which both sides are known and the stable deployment does not fail itself. */
  comparedMinutes: number;
  /** Minutes with an error of the candidate that counts. */
  badMinutes: number;
  /** Minutes in which the candidate was asked anything. */
  minutesWithTraffic: number;
  unknownMinutes: number;
  /** Counted from 1; 0 where there was none yet. */
  lastMinuteWithTraffic: number;
}

export function openCase(policy: JudgePolicy): Case {
  const { errorRate, latencyP95, tokensPerRequest } = policy;
  const { maxSeconds } = latencyP95 ?? {};
  return {
    policy,
    seen: nothingSeen(),
    errors: createErrorEvidence(errorRate.noWorseThanStable),
    limit: createLimitEvidence(errorRate.max),
    latency: latencyP95 ? createLatencyEvidence(latencyP95.noWorseThanStable) : undefined,
    slowness: maxSeconds
      ? { candidate: createSlownessEvidence(maxSeconds), stable: createSlownessEvidence(maxSeconds) }
      : undefined,
    tokens: tokensPerRequest ? createRatioEvidence(tokensPerRequest.noWorseThanStable, 0.15) : undefined,
    candidateRequests: 0,
    stableRequests: 0,
    comparedMinutes: 0,
    badMinutes: 0,
    minutesWithTraffic: 0,
    unknownMinutes: 0,
    lastMinuteWithTraffic: 0,
  };
}

/** Shows the case one more minute. */
export function takeIn(known: Case, minute: Minute): void {
  const { candidate, stable } = minute;
  known.stableRequests += stable?.requests ?? 0;
  const standing = standingOf(known, minute);
  known.seen.minutes.push(minute);
  known.seen.standings.push(standing);
  if (candidate && candidate.requests > 0) takeTraffic(known, candidate.requests);
  if (standing === 'unknown' || standing === 'stable-unknown') known.unknownMinutes += 1;
  known.errors.observe(standing === 'counts' ? candidate : null, stable);
  if (stable) known.slowness?.stable.observe(stable);
  const weighed = standing === 'counts' || standing === 'alone' ? candidate : null;
  known.limit.observe(weighed);
  if (weighed) weigh(known, weighed, standing === 'counts' ? stable : null);
}

function takeTraffic(known: Case, requests: number): void {
  known.candidateRequests += requests;
  known.minutesWithTraffic += 1;
  known.lastMinuteWithTraffic = known.seen.minutes.length;
}

function weigh(known: Case, candidate: SideMinute, stable: SideMinute | null): void {
  if (candidate.errors > 0) known.badMinutes += 1;
  if (stable) known.comparedMinutes += 1;
  if (known.minutesWithTraffic <= known.policy.coldStartMinutes) return;
  known.slowness?.candidate.observe(candidate);
  if (!stable) return;
  known.latency?.observe(candidate, stable);
  if (candidate.tokensPerRequest && stable.tokensPerRequest)
    known.tokens?.observe(Math.log(candidate.tokensPerRequest / stable.tokensPerRequest));
}

/** A stable deployment that gets no requests any more is still compared with, by its record. */
function standingOf({ policy, stableRequests }: Case, { candidate, stable }: Minute): Standing {
  if (!candidate) return 'unknown';
  if (stableRequests === 0) return 'alone';
  if (!stable) return 'stable-unknown';
  return stable.errors >= 2 && stable.errors > policy.errorRate.max * stable.requests ? 'stable-fails' : 'counts';
}
