import type { Outcome } from './outcome.ts';
import type { MeasuredWindow } from './series.ts';
import type { EndpointRef } from './workspace.ts';

/** One minute of what a flow says of itself. */
export interface FlowMinute {
  /** When the minute begins, as an ISO time. */
  readonly at: string;
  /** Requests that the flow has answered. */
  readonly requests: number;
  /** Mean of the flow's own time, in milliseconds. */
  readonly latencyInMs: number;
  /** Mean of prompt and completion tokens. Left out where no tokens were counted: tracing is off by default. */
  readonly tokensPerRequest?: number;
}
/** A node of a flow over the whole window. */
export interface FlowNode {
  readonly node: string;
  readonly runs: number;
  /** Mean time of a run in milliseconds. */
  readonly latencyInMs: number;
}
/** A deployment of a flow: its minutes, oldest first, and its nodes, slowest first. */
export interface FlowSeries {
  readonly deployment: string;
  readonly minutes: readonly FlowMinute[];
  readonly nodes: readonly FlowNode[];
}

/**
 * What flows report to the workspace's Application Insights. Deployments that report nothing are left out: it is switched
 * off unless the manifest asks for it. Refused where the workspace has no Application Insights, or may not be asked.
 */
export interface FlowMetrics {
  read(endpoint: EndpointRef, window: MeasuredWindow): Promise<Outcome<readonly FlowSeries[]>>;
}
