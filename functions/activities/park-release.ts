import type { parkRelease as contract } from '../../domain/contracts.ts';
import { handOff } from '../../domain/hand-off.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Lets a release wait for an administrator, and writes down what to grant. */
export const parkRelease =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, principalId, roles }) => {
    await world.releases.update(releaseId, { state: 'waitingForPermission', handOff: handOff(principalId, roles) });
    return done({});
  };
