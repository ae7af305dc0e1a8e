import type { settleIntent as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Takes an intent off the list: it has been carried out, or refused. */
export const settleIntent =
  (world: World): WorkOf<typeof contract> =>
  async ({ kind, endpoint, releaseId }) => {
    await world.intents.remove({ kind, endpoint, releaseId });
    return done({});
  };
