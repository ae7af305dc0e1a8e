import type { watchRelease as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { leaveBehind } from '../leave-behind.ts';
import type { WorkOf } from '../work-of.ts';

/** Hands a release that has gone live to the watch, in place of the one before it, which is left behind. */
export const watchRelease =
  (world: World): WorkOf<typeof contract> =>
  async ({ live }) => {
    const { endpoint, releaseId, deployment, previous } = live;
    await world.fleet.enter({ ...live, since: world.clock.now().toISOString() });
    await world.leftovers.remove(endpoint, deployment);
    if (previous !== undefined)
      await leaveBehind(world, endpoint, { deployment: previous, releaseId, why: 'previous' });
    return done({});
  };
