import type { Line, Metric, Run } from '../../domain/runs.ts';
import { chatFlow } from './app-under-test.ts';
import type { Memory } from './memory-world.ts';

/** A batch run of the chat flow and its evaluation, in order; a test changes what it is about. */
export interface Arranged {
  readonly batch?: Partial<Run>;
  readonly evaluation?: Partial<Run>;
  readonly manifest?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly metrics?: readonly Metric[];
  readonly batchMetrics?: readonly Metric[];
  readonly lines?: readonly Line[];
  /** Tells runs of one test apart. */
  readonly name?: string;
}

export const endedAt = '2026-01-01T01:00:00.000Z';
const evaluatedAt = '2026-01-01T01:10:00.000Z';
export const data = 'azureml://datastores/workspaceblobstore/paths/LocalUpload/aa/data.jsonl';

export const logged = (values: Readonly<Record<string, number>>, loggedAt = evaluatedAt): readonly Metric[] =>
  Object.entries(values).map(([name, value]) => ({ name, value, loggedAt }));
export const linesLogged = (completed: number, failed = 0) =>
  logged({ '__pf__.lines.completed': completed, '__pf__.lines.failed': failed });

/** So many graded lines, of which the first are correct. */
export const graded = (lines: number, correct: number): readonly Line[] =>
  Array.from({ length: lines }, (_, number) => ({
    number,
    outputs: { grade: number < correct ? 'Correct' : 'Incorrect' },
  }));

export const batchRun = (name = ''): Run => ({
  id: `batch${name}`,
  status: 'Completed',
  isOfFlow: true,
  startedAt: '2026-01-01T00:50:00.000Z',
  endedAt,
  flow: { kind: 'folder', folder: { datastore: 'workspaceblobstore', path: `LocalUpload/1${name}/chat` } },
  data,
});
export const evaluationRun = (name = ''): Run => ({
  id: `eval${name}`,
  status: 'Completed',
  isOfFlow: true,
  startedAt: '2026-01-01T01:05:00.000Z',
  endedAt: evaluatedAt,
  flow: { kind: 'folder', folder: { datastore: 'workspaceblobstore', path: 'LocalUpload/2/eval' } },
  evaluates: `batch${name}`,
  data,
  outputsAsset: `eval${name}`,
});

/** Puts both runs, and the folders of their flows, into a World of memory. */
export function arrange(
  memory: Memory,
  arranged: Arranged = {},
): { readonly batch: string; readonly evaluation: string } {
  const { name = '', manifest = chatFlow['deploy.yaml'] ?? '', files = {}, lines } = arranged;
  const batch = { ...batchRun(name), ...arranged.batch };
  const evaluation = { ...evaluationRun(name), ...arranged.evaluation };
  memory.runs.set(batch.id, { run: batch, metrics: arranged.batchMetrics ?? linesLogged(10) });
  const metrics = arranged.metrics ?? logged({ accuracy: 0.9 });
  const own = arranged.metrics === undefined || !metrics.some(({ name: each }) => each.startsWith('__pf__'));
  memory.runs.set(evaluation.id, {
    run: evaluation,
    metrics: own ? [...linesLogged(10), ...metrics] : metrics,
    ...(lines ? { lines } : {}),
  });
  memory.folders.set(`LocalUpload/1${name}/chat`, { ...chatFlow, 'deploy.yaml': manifest, ...files });
  memory.folders.set('LocalUpload/2/eval', { 'flow.dag.yaml': 'nodes: []' });
  return { batch: batch.id, evaluation: evaluation.id };
}
