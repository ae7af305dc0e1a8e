import { faultOf } from '../domain/gate/gate.ts';
import { gateRefused } from '../domain/intake.ts';
import { done, type Fault, type Outcome } from '../domain/outcome.ts';
import type { Release, ReleaseSource } from '../domain/release.ts';
import type { Run } from '../domain/runs.ts';
import type { World } from '../domain/world.ts';
import { type Delivery, hashOf } from './accept-package.ts';
import { flowOfRun } from './flow-of-run.ts';
import { gateOfRun } from './gate-of-run.ts';
import { openPackage } from './open-package.ts';

/** A batch run whose flow is to be deployed, with the evaluation that speaks for it. */
export interface RunDelivery {
  readonly workspaceId: string;
  readonly batch: Run;
  readonly evaluation?: Run;
  readonly source: ReleaseSource;
}

/** What becomes of it: a package to take in, or a refusal by the gate. */
export type RunAnswer =
  /** `serves`: the release that has brought this very flow before. */
  | { readonly kind: 'passed'; readonly delivery: Delivery; readonly serves?: Release }
  | { readonly kind: 'stopped'; readonly release: Release; readonly fault: Fault };

/** Looks at the flow that a batch run tested, and holds it against its gate. Nothing is deployed by it. */
export async function readRun(world: World, run: RunDelivery): Promise<Outcome<RunAnswer>> {
  const { workspaceId, batch, evaluation, source } = run;
  const tested = await flowOfRun(world, workspaceId, batch);
  if (tested.kind === 'refused') return tested;
  const { name, zip } = tested.value;
  const opened = await openPackage(zip, name);
  if (opened.kind === 'refused') return opened;
  const { files, manifest } = opened.value;
  const endpoint = { workspaceId, name: manifest.endpoint.name };
  const hash = hashOf(files);
  const challenger = { endpoint, criteria: manifest.gate, batch, ...(evaluation ? { evaluation } : {}) };
  const answer = await gateOfRun(world, { ...challenger, packageHash: hash });
  if (answer.kind === 'refused') return answer;
  const delivery = { bytes: zip, name, workspaceId, source };
  if (answer.value.kind === 'serves') return done({ kind: 'passed', delivery, serves: answer.value.release });
  const { decision } = answer.value;
  const fault = faultOf(decision);
  if (!fault) return done({ kind: 'passed', delivery: { ...delivery, gate: decision } });
  const request = { package: { hash, name }, endpoint, source, requestedAt: world.clock.now().toISOString() };
  return done({ kind: 'stopped', release: gateRefused(request, decision, fault), fault });
}
