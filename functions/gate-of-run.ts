import type { Evidence, GateDecision } from '../domain/gate/decision.ts';
import { doubtsAbout, type Evaluated } from '../domain/gate/evidence.ts';
import { decide, decideOnLines, type GateCase } from '../domain/gate/gate.ts';
import type { Manifest } from '../domain/manifest.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import type { Release } from '../domain/release.ts';
import type { Metric, Run } from '../domain/runs.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { hashOf, lookedAt } from './accept-package.ts';
import { comparedWith } from './champion.ts';

/** A flow that was tested, and wants to ship. */
export interface Challenger {
  readonly endpoint: EndpointRef;
  readonly packageHash: string;
  readonly criteria: Manifest['gate'];
  readonly batch: Run;
  /** Absent: somebody asks for the flow of a batch run that nobody evaluated. */
  readonly evaluation?: Run;
}

/** What the gate says; or the release that serves, where it is this very flow that does. */
export type GateAnswer =
  | { readonly kind: 'decided'; readonly decision: GateDecision }
  | { readonly kind: 'serves'; readonly release: Release };

/** Reads everything that the gate decides on, and lets it decide. */
export async function gateOfRun(world: World, challenger: Challenger): Promise<Outcome<GateAnswer>> {
  const { endpoint, packageHash, criteria, batch, evaluation } = challenger;
  const { workspaceId } = endpoint;
  const serving = await servingAt(world, endpoint);
  const itself = serving?.package.hash === packageHash ? serving : undefined;
  const batchMetrics = await world.runs.metrics(workspaceId, batch.id);
  if (batchMetrics.kind === 'refused') return batchMetrics;
  const known = { criteria, batch, batchMetrics: batchMetrics.value };
  if (!evaluation) return itself ? done({ kind: 'serves', release: itself }) : withoutEvaluation(world, known);
  const read = await readEvaluation(world, workspaceId, batch, evaluation);
  if (read.kind === 'refused') return read;
  const evaluated = { ...known, evaluation, metrics: read.value.metrics };
  const { evidence } = read.value;
  if (itself) return await evaluatedAgain(world, itself, evaluated, evidence);
  const compared = await comparedWith(world, { endpoint, serving, evidence, evaluation, criteria });
  if (compared.kind === 'refused') return compared;
  return decided(decide({ ...evaluated, evidence, ...compared.value }, world.clock.now().toISOString()));
}

const decided = (decision: GateDecision): Outcome<GateAnswer> => done({ kind: 'decided', decision });

/** A gate that asks for metrics needs an evaluation; one that asks for none can be held against the batch run itself. */
function withoutEvaluation(
  world: World,
  known: Pick<GateCase, 'criteria' | 'batch' | 'batchMetrics'>,
): Outcome<GateAnswer> {
  const { batch, criteria } = known;
  const asked = Object.keys(criteria.metrics);
  if (asked.length > 0) return notEvaluated(batch, asked);
  const evidence = { batchRun: batch.id, ...(batch.data === undefined ? {} : { data: batch.data }) };
  return decided(decideOnLines({ ...known, evidence }, world.clock.now().toISOString()));
}

interface ReadEvaluation {
  readonly metrics: readonly Metric[];
  readonly evidence: Evidence;
}

async function readEvaluation(
  world: World,
  workspaceId: string,
  batch: Run,
  evaluation: Run,
): Promise<Outcome<ReadEvaluation>> {
  const metrics = await world.runs.metrics(workspaceId, evaluation.id);
  if (metrics.kind === 'refused') return metrics;
  const flow = await evaluationFlowOf(world, workspaceId, evaluation);
  if (flow.kind === 'refused') return flow;
  const evidence = {
    ...{ batchRun: batch.id, evaluationRun: evaluation.id },
    ...(batch.data === undefined ? {} : { data: batch.data }),
    ...(flow.value === undefined ? {} : { evaluationFlow: flow.value }),
  };
  return done({ metrics: metrics.value, evidence });
}

/** The release that serves an endpoint now. */
async function servingAt(world: World, endpoint: EndpointRef): Promise<Release | undefined> {
  return (await world.releases.list(endpoint, lookedAt)).find(({ state }) => state === 'succeeded');
}

/** What serves was evaluated again: what comes after is compared with that, if it is evidence at all. */
async function evaluatedAgain(
  world: World,
  release: Release,
  evaluated: Evaluated,
  evidence: Evidence,
): Promise<Outcome<GateAnswer>> {
  if (doubtsAbout(evaluated).length === 0) await world.releases.update(release.id, { evidence });
  return done({ kind: 'serves', release });
}

/** By the content of its files where they can be read, so that a change to it is seen. */
async function evaluationFlowOf(world: World, workspaceId: string, run: Run): Promise<Outcome<string | undefined>> {
  if (run.flow.kind === 'resource') return done(run.flow.id);
  if (run.flow.kind === 'unknown') return done(undefined);
  const files = await world.runs.flowFiles(workspaceId, run.flow.folder);
  if (files.kind === 'refused') return files;
  return done(files.value && hashOf(files.value));
}

const notEvaluated = (batch: Run, metrics: readonly string[]) =>
  refused(
    'not-evaluated',
    `The gate of deploy.yaml asks for ${metrics.join(', ')}, and no evaluation of run ${batch.id} was named.`,
    'Name it beside the batch run: {"batchRun": "…", "evaluationRun": "…"}.',
  );
