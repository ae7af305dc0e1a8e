import { randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, azureError, isObject, json, textAt } from '../exchange.ts';
import type { Route } from '../routing.ts';
import type { EventQueue } from '../storage/event-queue.ts';
import { type RunFacts, type Runs, runFrom } from './run.ts';
import { announceRun } from './run-events.ts';
import { keepOutputs, type OutputLine } from './run-outputs.ts';

/** A batch run and the evaluation of it, both ended: what starts a release by evaluation. */
export interface EvaluationFacts {
  /** The flow that was run, on the workspace's datastore. */
  readonly flowPath: string;
  readonly batchRunId?: string;
  readonly evaluationRunId?: string;
  /** What the evaluation flow logged. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Lines of the batch run. */
  readonly lines?: { readonly completed: number; readonly failed: number };
  readonly evaluationFlowPath?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** More of what either run carries, e.g. `azureml.promptflow.node_variant` of the batch run. */
  readonly batchProperties?: Readonly<Record<string, string>>;
  readonly evaluationProperties?: Readonly<Record<string, string>>;
  /** What the evaluation flow answered, line by line. */
  readonly outputs?: readonly OutputLine[];
}

/** Ends a batch run and its evaluation with the given metrics, and announces both. */
export async function completeEvaluation(
  cloud: Cloud,
  runs: Runs,
  events: EventQueue | undefined,
  workspaceId: string,
  facts: EvaluationFacts,
) {
  const batchRunId = facts.batchRunId ?? `batch_${randomUUID().slice(0, 8)}`;
  const runId = facts.evaluationRunId ?? `eval_${randomUUID().slice(0, 8)}`;
  const tags = facts.tags ?? {};
  const lines = facts.lines ?? { completed: 10, failed: 0 };
  const evaluation = {
    ...{
      runId,
      inputRunId: batchRunId,
      metrics: facts.metrics,
      tags,
      lines: { completed: lines.completed, failed: 0 },
    },
    flowPath:
      facts.evaluationFlowPath ??
      'LocalUpload/685438dac83ca79b03cab77b01ea8c39/eval-classification-accuracy/flow.dag.yaml',
    ...(facts.evaluationProperties && { properties: facts.evaluationProperties }),
    ...(facts.outputs && { outputs: facts.outputs }),
  };
  const batch = { runId: batchRunId, flowPath: facts.flowPath, lines, tags };
  const properties = facts.batchProperties && { properties: facts.batchProperties };
  // An evaluation begins when the run that it evaluates has ended, as recorded.
  await endRun(cloud, runs, events, workspaceId, { ...batch, ...properties, endedSecondsAgo: 90 });
  await endRun(cloud, runs, events, workspaceId, evaluation);
  return { batchRunId, evaluationRunId: runId };
}

/** Writes a run down and announces its status. */
export async function endRun(
  cloud: Cloud,
  runs: Runs,
  events: EventQueue | undefined,
  workspaceId: string,
  facts: RunFacts,
) {
  const run = runFrom(facts, workspaceId, cloud.clock.now() - (facts.endedSecondsAgo ?? 0) * 1000);
  if (facts.outputs) await keepOutputs(cloud, run, facts.outputs);
  runs.put(run);
  if (events) await announceRun(cloud, events, run);
  return run;
}

/** Runs, for scenarios and tests. */
export function runControlRoutes(cloud: Cloud, runs: Runs, events: () => EventQueue | undefined): Route[] {
  const workspaceOf = (body: unknown) => textAt(body, 'workspaceId') ?? cloud.workspaces.values()[0]?.id ?? '';
  const route = (path: string, handle: (body: Record<string, unknown>) => Promise<AzureAnswer>): Route => ({
    host: '*',
    method: 'POST',
    path,
    handle: ({ body }) => (isObject(body) ? handle(body) : bad('The body is no JSON object.')),
  });
  return [
    route('/runs', async (body) => {
      if (typeof body['runId'] !== 'string') return bad('A run needs a runId.');
      return json(201, await endRun(cloud, runs, events(), workspaceOf(body), body as unknown as RunFacts));
    }),
    route('/scenarios/evaluation', async (body) => {
      if (typeof body['flowPath'] !== 'string' || !isObject(body['metrics']))
        return bad('An evaluation needs flowPath and metrics.');
      return json(
        201,
        await completeEvaluation(cloud, runs, events(), workspaceOf(body), body as unknown as EvaluationFacts),
      );
    }),
  ];
}

const bad = (message: string) => azureError(400, 'BadControlRequest', message);
