import type { FlowMinute, FlowSeries } from './flow-series.ts';
import type { Minute, SideMinute } from './judge/minute.ts';
import { answeredFor } from './request-classes.ts';
import { type EndpointSeries, type MeasuredMinute, type MeasuredWindow, minutesOf, seriesOf } from './series.ts';

/**
 * What the judge is asked about: two deployments of an endpoint, minute by minute through the window that was read. A side
 * without data is null throughout; a minute without traffic counts as no requests. Tokens come from the flows, if they
 * report any.
 */
export function judgedMinutes(
  series: EndpointSeries,
  sides: { readonly candidate: string; readonly stable: string },
  window: MeasuredWindow,
  flows: readonly FlowSeries[] = [],
): readonly Minute[] {
  const candidate = sideOf(series, sides.candidate, flows);
  const stable = sideOf(series, sides.stable, flows);
  return minutesOf(window).map((at) => ({ candidate: candidate(at), stable: stable(at) }));
}

function sideOf(
  series: EndpointSeries,
  deployment: string,
  flows: readonly FlowSeries[],
): (at: string) => SideMinute | null {
  const found = series.fault ? undefined : seriesOf(series, deployment);
  if (!found) return () => null;
  const minutes = new Map(found.minutes.map((minute) => [minute.at, minute]));
  const flow = seriesOf({ deployments: flows }, deployment);
  const flowMinutes = new Map(flow?.minutes.map((minute) => [minute.at, minute]));
  return (at) => judged(minutes.get(at), flowMinutes.get(at));
}

function judged(minute: MeasuredMinute | undefined, flow: FlowMinute | undefined): SideMinute | null {
  // There was traffic, but nobody counted it.
  if (minute?.latency && !minute.requests) return null;
  const p95Ms = minute?.latency?.p95 ?? null;
  return { ...answeredFor(minute?.requests ?? {}), p95Ms, tokensPerRequest: flow?.tokensPerRequest ?? null };
}
