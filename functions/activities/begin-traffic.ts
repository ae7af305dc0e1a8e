import type { beginTraffic as contract } from '../../domain/contracts.ts';
import { checkTrafficMap } from '../../domain/traffic.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to move the traffic, after one last look at whether everything that would get some is ready. */
export const beginTraffic =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, traffic, mirror }) => {
    const checked = checkTrafficMap(traffic, await world.deployments.list(endpoint));
    return checked.kind === 'refused' ? checked : await world.endpoints.beginTraffic(endpoint, traffic, mirror);
  };
