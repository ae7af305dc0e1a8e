import { done, type Fault, type Outcome, refused } from '../../domain/outcome.ts';
import type { Release, ReleaseSource } from '../../domain/release.ts';
import { hasRunEnded, type Run } from '../../domain/runs.ts';
import type { World } from '../../domain/world.ts';
import { acceptPackage } from '../accept-package.ts';
import { readRun } from '../accept-run.ts';
import { notCompleted, runNamed } from '../flow-of-run.ts';
import { type Log, write } from '../log.ts';
import type { PipelineEvent } from './read-events.ts';
import { recordRefusal } from './record-refusal.ts';

const announced = /^Microsoft\.MachineLearningServices\.(RunCompleted|RunStatusChanged)$/;

/**
 * Turns the news of a completed evaluation into a release. The event is only a hint: the run itself is read, and the run
 * that it evaluates. Whatever the event was wrong about becomes a record and no deployment; of one run there is one
 * record, whichever of its events comes, and however often.
 */
export async function acceptCompletedRun(world: World, event: PipelineEvent, log: Log): Promise<Release | undefined> {
  const runId = runIn(event);
  if (runId === undefined) return undefined;
  const workspaceId = world.settings.FLOWFERRY_WORKSPACES.find((id) => id.toLowerCase() === event.source.toLowerCase());
  const source = { kind: 'run', key: `run:${(workspaceId ?? event.source).toLowerCase()}:${runId}` } as const;
  const turnAway = (fault: Fault, state: 'ignored' | 'refused') =>
    recordRefusal(world, { source, name: runId, state, fault }, log);
  if (workspaceId === undefined) return await turnAway(strangeWorkspace(event.source), 'ignored');

  const promised = await world.releases.remembered(source.key);
  const known = promised === undefined ? undefined : await world.releases.get(promised);
  if (known) return known;
  const run = await runNamed(world, workspaceId, runId);
  if (run.kind === 'refused') return await turnAway(run.fault, 'ignored');
  if (!run.value.isOfFlow || !hasRunEnded(run.value)) {
    write(log, { event: 'not ended', run: runId, status: run.value.status });
    return undefined;
  }
  const accepted = await acceptEvaluation(world, { workspaceId, evaluation: run.value, source, promised });
  if (accepted.kind === 'refused') return await turnAway(accepted.fault, stateFor(accepted.fault));
  const release = accepted.value;
  await world.releases.remember(source.key, release.id);
  const word = release.gate?.word ?? 'serves already';
  write(log, {
    event: 'gate',
    run: runId,
    release: release.id,
    word,
    ...(release.fault && { fault: release.fault.slug }),
  });
  return release;
}

/** The run that an event is about, if it is about one. */
function runIn({ type, subject }: PipelineEvent): string | undefined {
  const [, runId] = /^experiments\/[^/]+\/runs\/([^/]+)$/.exec(subject) ?? [];
  return announced.test(type) ? runId : undefined;
}

interface Evaluation {
  readonly workspaceId: string;
  readonly evaluation: Run;
  readonly source: ReleaseSource;
  /** The id of the release that this run was promised, before it was cut off. */
  readonly promised: string | undefined;
}

async function acceptEvaluation(
  world: World,
  { workspaceId, evaluation, source, promised }: Evaluation,
): Promise<Outcome<Release>> {
  if (evaluation.evaluates === undefined) return notAnEvaluation(evaluation);
  if (evaluation.status !== 'Completed') return notCompleted(evaluation);
  const batch = await runNamed(world, workspaceId, evaluation.evaluates);
  if (batch.kind === 'refused') return batch;
  const read = await readRun(world, { workspaceId, batch: batch.value, evaluation, source });
  if (read.kind === 'refused') return read;
  if (read.value.kind === 'passed') {
    const { delivery, serves } = read.value;
    return serves
      ? done(serves)
      : await acceptPackage(world, promised === undefined ? delivery : { ...delivery, promised });
  }
  const { release } = read.value;
  await world.releases.create(release);
  return done(release);
}

/** What asked for nothing is ignored: a batch run, a flow that did not opt in. */
const stateFor = ({ slug }: Fault) => (slug === 'not-an-evaluation' || slug === 'no-manifest' ? 'ignored' : 'refused');

const notAnEvaluation = ({ id }: Run) =>
  refused(
    'not-an-evaluation',
    `Run ${id} evaluates no other run.`,
    `Evaluate it, and the evaluation starts a release; or deploy its flow by hand: flowferry deploy --batch-run ${id}.`,
  );

const strangeWorkspace = (source: string): Fault =>
  refused(
    'unknown-workspace',
    `The event is of ${source.slice(0, 300) || 'no workspace'}, which is not served here.`,
    'Add it to FLOWFERRY_WORKSPACES, or take its event subscription away.',
  ).fault;
