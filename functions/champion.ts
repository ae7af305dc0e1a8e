import type { Criteria, Evidence } from '../domain/gate/decision.ts';
import type { Champion, GateCase } from '../domain/gate/gate.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import type { Release } from '../domain/release.ts';
import type { Line, Run } from '../domain/runs.ts';
import { stableOf } from '../domain/traffic.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';

/** A flow that was evaluated, and what it is to be compared with. */
export interface Contest {
  readonly endpoint: EndpointRef;
  /** The release that serves the endpoint now. */
  readonly serving: Release | undefined;
  readonly evidence: Evidence;
  readonly evaluation: Run;
  readonly criteria: Criteria;
}

/** Reads both sides of the comparison line by line, where the manifest asks for one. */
export async function comparedWith(
  world: World,
  contest: Contest,
): Promise<Outcome<Pick<GateCase, 'champion' | 'lines'>>> {
  const asked = Object.values(contest.criteria.metrics).some((rule) => rule.noWorseThanStable !== undefined);
  if (!asked) return done({ champion: { kind: 'none' } });
  const champion = await championOf(world, contest);
  if (champion.kind === 'refused') return champion;
  const lines = await linesOf(world, contest.endpoint.workspaceId, contest.evaluation);
  if (lines.kind === 'refused') return lines;
  return done({ champion: champion.value, ...(lines.value ? { lines: lines.value } : {}) });
}

async function championOf(world: World, { endpoint, serving, evidence }: Contest): Promise<Outcome<Champion>> {
  if (!serving) {
    const stable = stableOf((await world.endpoints.get(endpoint))?.traffic ?? {});
    if (stable === undefined) return done({ kind: 'none' });
    return done({ kind: 'notEvaluated', release: stable, why: 'it was not released by Flowferry' });
  }
  const release = serving.id;
  const its = serving.evidence ?? serving.gate?.evidence;
  const why = differenceBetween(its, evidence);
  if (why !== undefined || !its?.evaluationRun)
    return done({ kind: 'notEvaluated', release, why: why ?? neverEvaluated });
  const run = await world.runs.get(endpoint.workspaceId, its.evaluationRun);
  if (run.kind === 'refused') return run;
  const lines = run.value ? await linesOf(world, endpoint.workspaceId, run.value) : done(undefined);
  if (lines.kind === 'refused') return lines;
  const gone = `what run ${its.evaluationRun} said of each of its lines is gone`;
  if (!lines.value) return done({ kind: 'notEvaluated', release, why: gone });
  return done({ kind: 'evaluated', release, evaluationRun: its.evaluationRun, lines: lines.value });
}

const neverEvaluated = 'no evaluation of it is known';

/** Only what went over the same data and was judged by the same flow can be compared. */
function differenceBetween(its: Evidence | undefined, ours: Evidence): string | undefined {
  if (!its?.evaluationRun) return neverEvaluated;
  if (ours.data === undefined || its.data !== ours.data) {
    return `it was evaluated on other data (${its.data ?? 'not named'}, not ${ours.data ?? 'named'})`;
  }
  if (ours.evaluationFlow === undefined || its.evaluationFlow !== ours.evaluationFlow) {
    return 'it was evaluated by another evaluation flow';
  }
  return undefined;
}

async function linesOf(world: World, workspaceId: string, run: Run): Promise<Outcome<readonly Line[] | undefined>> {
  return run.outputsAsset === undefined ? done(undefined) : await world.runs.lines(workspaceId, run.outputsAsset);
}
