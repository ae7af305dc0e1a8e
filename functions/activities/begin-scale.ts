import type { beginScale as contract } from '../../domain/contracts.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to change the number of a deployment's instances. */
export const beginScale =
  (world: World): WorkOf<typeof contract> =>
  ({ endpoint, deployment, instances }) =>
    world.deployments.beginScale(endpoint, deployment, instances);
