import type { Cloud } from '../cloud.ts';
import type { Collection } from '../store.ts';
import type { OutputLine } from './run-outputs.ts';

export type RunStatus =
  | 'NotStarted'
  | 'Preparing'
  | 'Running'
  | 'Completed'
  | 'Failed'
  | 'CancelRequested'
  | 'Canceled';

/** A prompt flow run, batch or evaluation, as far as this emulator has to remember it. */
export interface Run {
  readonly runId: string;
  readonly workspaceId: string;
  readonly status: RunStatus;
  /** All with their prefix, e.g. `azureml.promptflow.input_run_id`, which only evaluation runs have. */
  readonly properties: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly displayName: string;
  readonly description: string | null;
  readonly hidden: boolean;
  /** ISO times. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What the flow logged, e.g. `accuracy`, and the system's counts of lines and nodes. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The `error` of the run history document; null without one. */
  readonly error: unknown;
  readonly revision: number;
}

/** Runs by workspace and name. */
export interface Runs {
  get(workspaceId: string, runId: string): Run | undefined;
  put(run: Run): void;
}

export function openRuns(cloud: Pick<Cloud, 'store'>): Runs {
  const runs: Collection<Run> = cloud.store.collection('runs');
  const keyOf = (workspaceId: string, runId: string) => `${workspaceId}/runs/${runId}`;
  return {
    get: (workspaceId, runId) => runs.get(keyOf(workspaceId, runId)),
    put: (run) => runs.set(keyOf(run.workspaceId, run.runId), run),
  };
}

/** What a scenario says of a run; the rest follows or has its usual value. */
export interface RunFacts {
  readonly runId: string;
  readonly status?: RunStatus;
  /** Where the flow lies on the datastore, e.g. `LocalUpload/<hash>/web-classification/flow.dag.yaml`. */
  readonly flowPath?: string;
  /** Makes it an evaluation run: the run that was evaluated. */
  readonly inputRunId?: string;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly lines?: { readonly completed: number; readonly failed: number };
  readonly properties?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly displayName?: string;
  readonly error?: unknown;
  /** What it answered, line by line; absent: nothing was kept of it. */
  readonly outputs?: readonly OutputLine[];
  /** How long before now it ended; 0 where nothing is said. */
  readonly endedSecondsAgo?: number;
}

const prefix = 'azureml.promptflow.';
const ended: readonly RunStatus[] = ['Completed', 'Failed', 'Canceled'];

/** A run as the service would have written it down, from what a scenario says. `now` is in milliseconds since 1970. */
export function runFrom(facts: RunFacts, workspaceId: string, now: number): Run {
  const status = facts.status ?? 'Completed';
  const isEnded = ended.includes(status);
  const { completed, failed } = facts.lines ?? { completed: 10, failed: 0 };
  const lines = { '__pf__.lines.completed': completed, '__pf__.lines.failed': failed };
  return {
    runId: facts.runId,
    workspaceId,
    status,
    properties: { ...usualProperties(facts, isEnded), ...facts.properties },
    tags: facts.tags ?? {},
    displayName: facts.displayName ?? facts.runId,
    description: null,
    hidden: false,
    createdAt: new Date(now - 90_000).toISOString(),
    startedAt: status === 'NotStarted' || status === 'Preparing' ? null : new Date(now - 60_000).toISOString(),
    endedAt: isEnded ? new Date(now).toISOString() : null,
    metrics: isEnded ? { ...lines, ...facts.metrics } : {},
    error: facts.error ?? null,
    revision: isEnded ? 7 : 3,
  };
}

function usualProperties({ runId, flowPath, inputRunId }: RunFacts, isEnded: boolean): Record<string, string> {
  const path = flowPath ?? `LocalUpload/0123456789abcdef0123456789abcdef/${runId}/flow.dag.yaml`;
  return {
    [`${prefix}runtime_name`]: 'automatic',
    [`${prefix}definition_file_name`]: path.split('/').at(-1) ?? '',
    [`${prefix}flow_definition_datastore_name`]: 'workspaceblobstore',
    [`${prefix}flow_definition_blob_path`]: path,
    [`${prefix}flow_lineage_id`]: 'fcb01d4faf8f2137f9d0ab3ca8d5a1e4f1a1fbd8d7d6c3a0e4f3f1a5b6c7d8e9',
    [`${prefix}input_data`]: 'azureml://datastores/workspaceblobstore/paths/LocalUpload/data/data.jsonl',
    ...(inputRunId !== undefined && { [`${prefix}input_run_id`]: inputRunId, [`${prefix}variant_run_id`]: inputRunId }),
    // Every run has it, whether it evaluates anything or not.
    '_azureml.evaluation_run': 'promptflow.BatchRun',
    ...(isEnded && {
      [`${prefix}runtime_version`]: '20240429.v8',
      [`${prefix}total_tokens`]: '0',
      [`${prefix}prompt_tokens`]: '0',
      [`${prefix}completion_tokens`]: '0',
      '_azureml.evaluate_artifacts': '[{"path": "instance_results.jsonl", "type": "table"}]',
    }),
  };
}
