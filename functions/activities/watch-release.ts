import type { watchRelease as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Hands a release that has gone live to the watch, in place of the one before it. */
export const watchRelease =
  (world: World): WorkOf<typeof contract> =>
  async ({ live }) => {
    await world.fleet.enter({ ...live, since: world.clock.now().toISOString() });
    return done({});
  };
