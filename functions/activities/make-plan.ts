import type { makePlan as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { readKept } from '../open-kept.ts';
import { planRelease } from '../plan-release.ts';
import type { WorkOf } from '../work-of.ts';

/** Looks at the package and at what is there, and works out everything that the release will do. */
export const makePlan =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId }) => {
    const release = await world.releases.get(releaseId);
    const { endpoint } = release ?? {};
    if (!release || !endpoint) throw new Error(`unknown-release: there is no release ${releaseId} to plan for`);
    const read = await readKept(world, release.package);
    if (read.kind === 'refused') return read;
    const planned = await planRelease(world, { ...release, endpoint }, read.value);
    if (planned.kind === 'refused') return planned;
    const { plan, hash: plannedHash } = planned.value;
    const previous = plan.previous === undefined ? {} : { previous: plan.previous };
    await world.releases.update(releaseId, { deployment: plan.deployment.name, plannedHash, ...previous });
    await world.plans.add(releaseId, { at: world.clock.now().toISOString(), hash: plannedHash, plan });
    return done(plan);
  };
