import type { Fault, Outcome } from './outcome.ts';
import type { RequestCounts } from './request-classes.ts';
import type { EndpointRef } from './workspace.ts';

/** How late Azure Monitor is, in minutes. What is younger is not read: it would look like less traffic than there was. */
export const ingestionDelayInMinutes = 3;

/** Whole minutes: from one to before another. ISO times. */
export interface MeasuredWindow {
  readonly from: string;
  readonly until: string;
}

/** One deployment in one minute. What is left out was not measured. */
export interface MeasuredMinute {
  /** When the minute begins, as an ISO time. */
  readonly at: string;
  readonly requests?: RequestCounts;
  readonly latency?: Latency;
  /** Mean over the instances, from 0 to 100. */
  readonly cpuPercent?: number;
  readonly memoryPercent?: number;
}
/** Percentiles of a minute's latency in milliseconds. Those of a longer time cannot be made from them. */
export interface Latency {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

/** The minutes of one deployment, oldest first. A minute that is not there had no traffic. */
export interface DeploymentSeries {
  readonly deployment: string;
  readonly minutes: readonly MeasuredMinute[];
}

/** An endpoint's deployments. One that is not there has no data, which is not the same as no traffic. */
export interface EndpointSeries {
  readonly endpoint: EndpointRef;
  readonly deployments: readonly DeploymentSeries[];
  /** Why nothing is known of the endpoint. */
  readonly fault?: Fault;
  /** What else could not be measured and why, a sentence each. */
  readonly gaps: readonly string[];
}

/** What was measured of many endpoints, in the order in which they were asked for. */
export interface FleetSeries {
  /** What was read of the window asked for: the minutes that are complete. */
  readonly window: MeasuredWindow;
  readonly endpoints: readonly EndpointSeries[];
}

/** Measurements by Azure Monitor. A window may reach until now: what is not complete yet is left out. */
export interface Metrics {
  /**
   * Requests and latency of endpoints, per deployment and minute. Refused when nothing at all could be measured; an
   * endpoint that could not be measured while others were has a fault.
   */
  read(endpoints: readonly EndpointRef[], window: MeasuredWindow): Promise<Outcome<FleetSeries>>;
  /**
   * CPU and memory of an endpoint's deployments. Those whose identity may not write metrics (AzureML Metrics Writer) have
   * none and are left out.
   */
  readLoad(
    endpoint: EndpointRef,
    deployments: readonly string[],
    window: MeasuredWindow,
  ): Promise<Outcome<readonly DeploymentSeries[]>>;
}

const minuteInMs = 60_000;
const isoMinute = (time: number) => new Date(Math.floor(time / minuteInMs) * minuteInMs).toISOString();

/** The last minutes before a time. */
export const windowBefore = (until: Date, lengthInMinutes: number): MeasuredWindow => ({
  from: isoMinute(until.getTime() - lengthInMinutes * minuteInMs),
  until: isoMinute(until.getTime()),
});

/** The part of a window that Azure Monitor has complete; with nothing in it, it ends where it begins. */
export function completePart(window: MeasuredWindow, now: Date): MeasuredWindow {
  const complete = now.getTime() - ingestionDelayInMinutes * minuteInMs;
  const from = Date.parse(window.from);
  const until = Math.min(Date.parse(window.until), complete);
  return { from: isoMinute(from), until: isoMinute(Math.max(from, until)) };
}

/** Every minute of a window, oldest first. */
export function minutesOf({ from, until }: MeasuredWindow): readonly string[] {
  const start = Date.parse(from);
  const count = Math.max(0, Math.ceil((Date.parse(until) - start) / minuteInMs));
  return Array.from({ length: count }, (_, at) => isoMinute(start + at * minuteInMs));
}

/** A deployment's minutes, whatever case the service writes its name in; `undefined` is no data. */
export const seriesOf = <T extends { readonly deployment: string }>(
  { deployments }: { readonly deployments: readonly T[] },
  name: string,
): T | undefined => deployments.find(({ deployment }) => deployment.toLowerCase() === name.toLowerCase());
