import type { Metric, Run } from '../runs.ts';
import type { Finding } from './decision.ts';

/** A batch run and the evaluation of it, with what both of them logged. */
export interface Evaluated {
  readonly batch: Run;
  readonly batchMetrics: readonly Metric[];
  readonly evaluation: Run;
  readonly metrics: readonly Metric[];
}

/** What speaks against taking the evaluation for evidence of this flow on this data at all. */
export function doubtsAbout({ batch, batchMetrics, evaluation, metrics }: Evaluated): readonly Finding[] {
  const doubt = (word: Finding['word'], sentence: string): Finding => ({ about: 'evaluation', word, sentence });
  const stale = (sentence: string) => doubt('stale', sentence);
  const lines = linesOf(metrics);
  const answered = linesOf(batchMetrics);
  return [
    ...[batch, evaluation]
      .filter(({ status }) => status !== 'Completed')
      .map(({ id, status }) => doubt('notMeasured', `run ${id} is ${status}`)),
    ...(evaluation.evaluates === batch.id
      ? []
      : [stale(`it evaluates ${evaluation.evaluates ?? 'no run'}, not ${batch.id}`)]),
    ...(evaluation.data === undefined || evaluation.data === batch.data
      ? []
      : [stale(`it went over ${evaluation.data}, the flow over ${batch.data ?? 'nothing that is named'}`)]),
    ...(isAfter(evaluation.startedAt, batch.endedAt) && isAfter(evaluation.endedAt, evaluation.startedAt)
      ? []
      : [
          stale(
            `it began at ${evaluation.startedAt ?? 'no known time'}, before the flow's run had ended (${batch.endedAt ?? 'no known time'})`,
          ),
        ]),
    ...(metrics.some(isOwn) ? [] : [doubt('notMeasured', `run ${evaluation.id} logged no metric of its own`)]),
    ...(lines && answered && lines.completed + lines.failed < answered.completed
      ? [stale(`it saw ${lines.completed + lines.failed} lines of ${answered.completed} that the flow answered`)]
      : []),
  ];
}

/** Whether one ISO time is not before another. A time that is not known is before everything. */
export const isAfter = (time: string | undefined, other: string | undefined): boolean =>
  Date.parse(time ?? '') >= Date.parse(other ?? '');

/** The counts that the service logs beside what the flow itself does. */
export const isOwn = ({ name }: Metric): boolean => !name.startsWith('__pf__.');

/** How many lines a run completed and failed; `undefined` unless both are known. */
export function linesOf(
  metrics: readonly Metric[],
): { readonly completed: number; readonly failed: number } | undefined {
  const count = (end: string) => metrics.find(({ name }) => name === `__pf__.lines.${end}`)?.value ?? Number.NaN;
  const [completed, failed] = [count('completed'), count('failed')];
  return completed >= 0 && failed >= 0 && Number.isFinite(completed + failed) ? { completed, failed } : undefined;
}

/** Lines of either run that failed, against the share that may. */
export function failedLines(run: Pick<Run, 'id'>, metrics: readonly Metric[], maxRate: number): Finding {
  const about = 'failed lines';
  const lines = linesOf(metrics);
  if (!lines) return { about, word: 'notMeasured', sentence: `run ${run.id} does not say how many lines failed` };
  const { completed, failed } = lines;
  if (completed === 0) return { about, word: 'missed', sentence: `run ${run.id} completed no line` };
  const rate = failed / (completed + failed);
  const sentence = `${failed} of ${completed + failed} lines of run ${run.id} failed; at most ${maxRate * 100} % may`;
  return { about, word: rate <= maxRate ? 'met' : 'missed', sentence };
}
