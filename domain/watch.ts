import type { Minute } from './judge/minute.ts';
import { judgedMinutes } from './judged-minutes.ts';
import type { Rollout } from './rollout.ts';
import type { EndpointSeries, MeasuredWindow } from './series.ts';
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
export const watchedMinutes = 60;

/**
 * A live deployment against its own record: each minute of the last hour beside the one an hour before. What lies before
 * it went live is the record of the deployment before; a minute in which it was not live yet says nothing of it.
 */
export function againstItsPast(series: EndpointSeries, live: LiveRelease, window: MeasuredWindow): readonly Minute[] {
  const minutes = judgedMinutes(series, { candidate: live.deployment, stable: live.previous ?? '' }, window);
  const start = Date.parse(window.from);
  const wasLive = (index: number) => start + index * 60_000 >= Date.parse(live.since);
  const before = minutes.slice(0, -watchedMinutes);
  return minutes.slice(-watchedMinutes).map((now, index) => {
    const past = before.length - watchedMinutes + index;
    const record = wasLive(past) ? before[past]?.candidate : before[past]?.stable;
    return { candidate: wasLive(before.length + index) ? now.candidate : null, stable: record ?? null };
  });
}
