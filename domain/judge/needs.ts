import type { Case } from './case.ts';
import { shareOf, type Tally, tally } from './seen.ts';
import { fewestComparedMinutes, oddsForHealthy, oddsLeftOfWorse } from './strictness.ts';
import type { Needs } from './verdict.ts';
import { count, minutes as inMinutes } from './wording.ts';

/** The lowest error rate that a forecast reckons with. */
const lowestRate = 0.004;
/** Over these last minutes the rate of requests is taken. */
const lately = 30;

/**
 * How many requests a healthy word still takes, if the candidate goes on as it has. Reckoned from what each request adds to
 * the evidence on average (A. Wald, 1947). Nothing where no number of requests would settle it.
 */
export function neededFor(known: Case): Needs | undefined {
  const candidate = tally(known.seen, 'candidate');
  const rate = likelyRate(candidate);
  const perMinute = requestsPerMinute(known);
  const stableRate = Math.max(lowestRate, shareOf(tally(known.seen, 'stable')));
  const { errorRate, minimumRequests } = known.policy;
  const wanted = Math.max(
    minimumRequests - candidate.requests,
    requestsUntil(oddsForHealthy, known.limit.oddsOfBelow(), divergence(rate, errorRate.max)),
    requestsUntil(
      known.errors.oddsOfWorse(),
      oddsLeftOfWorse,
      gainAgainst(rate, stableRate + 2 * errorRate.noWorseThanStable),
    ),
    missingLatencyMinutes(known) * perMinute,
  );
  if (!Number.isFinite(wanted) || rate >= errorRate.max || stopsAtMissing(known)) return undefined;
  const requests = Math.max(1, roundUp(wanted));
  if (perMinute === 0) return { requests, text: `about ${count(requests)} more requests, and none arrive` };
  const minutes = Math.max(1, Math.ceil(requests / perMinute));
  return { requests, minutes, text: `about ${count(requests)} more requests, ${inMinutes(minutes)} at this rate` };
}

/** Requests do not help where there is nothing to compare with, or no latency is measured. */
const stopsAtMissing = ({ stableRequests, minutesWithTraffic, latency, policy }: Case): boolean =>
  minutesWithTraffic > policy.coldStartMinutes && (stableRequests === 0 || latency?.evidence.minutes === 0);

/** Pulled towards a usual rate while there are few requests. */
const likelyRate = ({ requests, errors }: Tally): number => (errors + 0.5) / (requests + 100);

function requestsPerMinute({ seen }: Case): number {
  const from = Math.max(0, seen.minutes.length - lately);
  return tally(seen, 'candidate', from).requests / Math.max(1, seen.minutes.length - from);
}

/** Requests until odds have grown to what is required, when each adds so much to their logarithm. */
function requestsUntil(required: number, odds: number, gain: number): number {
  const missing = Math.log(required / odds);
  if (missing <= 0) return 0;
  return gain > 0 ? missing / gain : Number.POSITIVE_INFINITY;
}

/** How fast requests that fail at the one rate tell it from a worse one. */
const gainAgainst = (rate: number, worse: number): number => (rate < worse ? divergence(rate, worse) : 0);

/** What a request that fails at one rate says against the other rate, on average (Kullback and Leibler, 1951). */
const divergence = (rate: number, other: number): number => {
  const bounded = Math.min(0.999, Math.max(0.001, other));
  return rate * Math.log(rate / bounded) + (1 - rate) * Math.log((1 - rate) / (1 - bounded));
};

function missingLatencyMinutes({ latency }: Case): number {
  return latency ? Math.max(0, fewestComparedMinutes - latency.evidence.minutes) : 0;
}

function roundUp(value: number): number {
  const step = value > 1000 ? 100 : value > 100 ? 10 : 1;
  return Math.ceil(value / step) * step;
}
