import type { Outcome } from './outcome.ts';
import type { PackageFiles } from './package/archive.ts';

/** Batch runs and evaluation runs of prompt flow, as the workspace remembers them. */
export interface Runs {
  get(workspaceId: string, runId: string): Promise<Outcome<Run | undefined>>;
  /** What was logged last, the counts of lines included; nothing where the run logged nothing. */
  metrics(workspaceId: string, runId: string): Promise<Outcome<readonly Metric[]>>;
  /** What the run's flow answered, line by line; `undefined` where that was not kept. */
  lines(workspaceId: string, outputsAsset: string): Promise<Outcome<readonly Line[] | undefined>>;
  /** The files of a flow that was uploaded for a run; `undefined` where the folder is gone. */
  flowFiles(workspaceId: string, folder: FlowFolder): Promise<Outcome<PackageFiles | undefined>>;
}

export interface Run {
  readonly id: string;
  /** `Running`, `Completed`, `Failed` … as the service says it. */
  readonly status: string;
  /** False for jobs that have nothing to do with flows. */
  readonly isOfFlow: boolean;
  /** ISO times. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Why it failed, in the service's words. */
  readonly error?: string;
  readonly flow: RunFlow;
  /** The run that this one evaluates: only evaluation runs have it. */
  readonly evaluates?: string;
  /** The data whose lines it went through, as it was named when the run was made. */
  readonly data?: string;
  /** The variant that it ran, in the run's own way of naming it: `${node.variant}`. */
  readonly variant?: string;
  /** The names of the arguments that the flow's class was made with. */
  readonly initArguments?: readonly string[];
  /** The data asset that holds what it answered. */
  readonly outputsAsset?: string;
}

/** Where the flow is that a run ran: a folder that was uploaded for it, or one that only the service can read. */
export type RunFlow =
  | { readonly kind: 'folder'; readonly folder: FlowFolder }
  | { readonly kind: 'resource'; readonly id: string }
  | { readonly kind: 'unknown' };
export interface FlowFolder {
  readonly datastore: string;
  /** Inside the datastore, without a slash at either end. */
  readonly path: string;
}

export interface Metric {
  readonly name: string;
  /** NaN where the service has no number. */
  readonly value: number;
  /** ISO time. */
  readonly loggedAt?: string;
}

export interface Line {
  /** The line of the data that it belongs to, counted from 0. */
  readonly number: number;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export const hasRunEnded = ({ status }: Pick<Run, 'status'>): boolean =>
  ['Completed', 'Failed', 'Canceled'].includes(status);
