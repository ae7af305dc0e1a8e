import type { watchRelease as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { retirementNote } from '../../domain/retirement.ts';
import type { World } from '../../domain/world.ts';
import { leaveBehind } from '../leave-behind.ts';
import type { WorkOf } from '../work-of.ts';

/** Hands a release that has gone live to the watch, in place of the one before it, which is left behind. */
export const watchRelease =
  (world: World): WorkOf<typeof contract> =>
  async ({ live }) => {
    const { endpoint, releaseId, deployment, previous } = live;
    await world.fleet.enter({ ...live, since: world.clock.now().toISOString() });
    await world.notes.leftovers.remove(endpoint, deployment);
    // What was put to rest before is history: something new serves.
    await world.notes.retirements.remove(endpoint, retirementNote);
    if (previous !== undefined)
      await leaveBehind(world, endpoint, { deployment: previous, releaseId, why: 'previous' });
    return done({});
  };
