import { type Estimate, estimate } from '../domain/estimate.ts';
import type { Findings } from '../domain/findings.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { plannedGrants } from '../domain/own-rights.ts';
import type { Plan } from '../domain/plan.ts';
import { planText } from '../domain/plan-text.ts';
import { preflight } from '../domain/preflight.ts';
import type { World } from '../domain/world.ts';
import { type Delivery, hashOf } from './accept-package.ts';
import { lookAround } from './look-around.ts';
import { openPackage } from './open-package.ts';
import { planRelease } from './plan-release.ts';

/** What a release of a package would do. */
export interface DryRun {
  readonly plan: Plan;
  /** Asks for this very plan when it is sent along with the release. */
  readonly hash: string;
  readonly preflight: Findings;
  readonly estimate: Estimate;
  /** All of it, for people. */
  readonly text: string;
}

/** Plans a release and looks at what it would meet. Nothing is recorded, and nothing is changed. */
export async function dryRun(world: World, delivery: Delivery): Promise<Outcome<DryRun>> {
  const opened = await openPackage(delivery.bytes, delivery.name);
  if (opened.kind === 'refused') return opened;
  const { files, manifest } = opened.value;
  const release = {
    id: 'dry-run',
    package: { hash: hashOf(files), name: delivery.name },
    endpoint: { workspaceId: delivery.workspaceId, name: manifest.endpoint.name },
    ...(delivery.planHash === undefined ? {} : { planHash: delivery.planHash }),
  };
  const planned = await planRelease(world, release, opened.value);
  if (planned.kind === 'refused') return planned;

  const { plan, hash, observed, environment } = planned.value;
  const { deployments, workspace } = observed;
  const stable = deployments.find(({ name }) => name === plan.stable);
  const [around, environmentExists, stableCompute] = await Promise.all([
    lookAround(world, plan, opened.value, { observed, environment }),
    world.environments.exists(plan.workspaceId, plan.environment.name, plan.environment.version),
    stable && world.compute.get(workspace.id, workspace.location, stable.instanceType),
  ]);
  const found = preflight(plan, around);
  const { compute, held, rights } = around;
  const expected = estimate({
    plan,
    manifest,
    deployments,
    buildsImage: environment.context !== undefined && !environmentExists,
    ...(compute ? { compute } : {}),
    ...(stableCompute ? { stableCompute } : {}),
  });
  const grants = plannedGrants(plan, held, rights);
  const shown = {
    plan,
    hash,
    preflight: found,
    estimate: expected,
    environment,
    environmentExists,
    grants,
    deployments,
  };
  return done({ plan, hash, preflight: found, estimate: expected, text: planText(shown) });
}
