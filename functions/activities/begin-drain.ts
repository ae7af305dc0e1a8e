import type { beginDrain as contract } from '../../domain/contracts.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to take all traffic from an endpoint that is to be retired, whoever has it: nothing new comes in. */
export const beginDrain =
  (world: World): WorkOf<typeof contract> =>
  ({ endpoint }) =>
    world.endpoints.beginTraffic(endpoint, {}, {});
