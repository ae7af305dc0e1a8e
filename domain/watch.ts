import type { Minute } from './judge/minute.ts';
import { judgedMinutes } from './judged-minutes.ts';
import type { Rollout } from './rollout.ts';
import { type EndpointSeries, ingestionDelayInMinutes, type MeasuredWindow } from './series.ts';
import type { EndpointRef } from './workspace.ts';

/** A release that serves an endpoint, as the watch knows it. */
export interface LiveRelease {
  readonly endpoint: EndpointRef;
  readonly releaseId: string;
  readonly deployment: string;
  /** The deployment before it: the way back, and its record from the time before. */
  readonly previous?: string;
  /** Since when it has all of the traffic. ISO time. */
  readonly since: string;
  readonly health: Rollout['health'];
}

/** An hour is judged, against the hour before it. */
const watchedMinutes = 60;

/** What has to be read for that: both hours, and the minutes that are not complete yet. */
export const minutesToRead = 2 * watchedMinutes + ingestionDelayInMinutes;

/**
 * A live deployment against its own record: each minute of the last hour beside the one an hour before. What lies before
 * it went live is the record of the deployment before; a minute in which it was not live yet says nothing of it.
 */
export function againstItsPast(series: EndpointSeries, live: LiveRelease, window: MeasuredWindow): readonly Minute[] {
  const minutes = judgedMinutes(series, { candidate: live.deployment, stable: live.previous ?? '' }, window);
  const start = Date.parse(window.from);
  const wasLive = (index: number) => start + index * 60_000 >= Date.parse(live.since);
  // A minute without one an hour before it is left out: the judge would take it for a deployment without a stable one.
  const before = minutes.slice(0, -watchedMinutes);
  const judged = Math.min(watchedMinutes, before.length);
  return minutes.slice(minutes.length - judged).map((now, index) => {
    const past = before.length - judged + index;
    const record = wasLive(past) ? before[past]?.candidate : before[past]?.stable;
    return { candidate: wasLive(minutes.length - judged + index) ? now.candidate : null, stable: record ?? null };
  });
}
