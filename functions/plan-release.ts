import { createHash } from 'node:crypto';
import { type EnvironmentSpec, environmentOf } from '../domain/environment.ts';
import { makePlan, type Observed } from '../domain/make-plan.ts';
import { done, type Outcome, type Refused, refused } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import { canonicalPlan } from '../domain/plan-hash.ts';
import type { Release } from '../domain/release.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { observe } from './observe.ts';
import type { OpenedPackage } from './open-package.ts';

/** A release that is to be planned; `planHash` if somebody looked at the plan before. */
export type ToPlan = Pick<Release, 'id' | 'package' | 'planHash'> & { readonly endpoint: EndpointRef };

/** A plan with what it was made of. */
export interface PlannedRelease {
  readonly plan: Plan;
  readonly hash: string;
  readonly observed: Observed;
  readonly environment: EnvironmentSpec;
}

/** Looks at what is there, and works out everything that the release would do. */
export async function planRelease(
  world: World,
  release: ToPlan,
  { facts, manifest, files }: OpenedPackage,
): Promise<Outcome<PlannedRelease>> {
  const observed = await observe(world, release.endpoint, facts, manifest);
  if (observed.kind === 'refused') return observed;
  const baseImage = world.settings.FLOWFERRY_BASE_IMAGE;
  const environment = environmentOf(facts, manifest, baseImage, files);
  const planned = makePlan({
    releaseId: release.id,
    package: release.package,
    facts,
    manifest,
    observed: observed.value,
    environment,
    baseImage,
  });
  if (planned.kind === 'refused') return planned;
  const hash = hashOfPlan(planned.value);
  if (release.planHash !== undefined && release.planHash !== hash) return changed(release.planHash, hash);
  return done({ plan: planned.value, hash, observed: observed.value, environment });
}

const hashOfPlan = (plan: Plan): string => createHash('sha256').update(canonicalPlan(plan)).digest('hex');

const changed = (asked: string, found: string): Refused =>
  refused(
    'plan-changed',
    `The plan that was looked at (${asked}) is not the plan of now (${found}).`,
    'Look at the plan anew with a dry run, and release with its hash.',
  );
