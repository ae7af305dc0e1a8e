import type { beginRestoreTraffic as contract } from '../../domain/contracts.ts';
import { checkEmptying, checkTrafficMap, isEmpty } from '../../domain/traffic.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to bring the traffic back to where it was. Where nothing served before, it is taken from the candidate alone. */
export const beginRestoreTraffic =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, traffic, mirror }) => {
    const checked = isEmpty(traffic)
      ? checkEmptying(
          (await world.endpoints.get(endpoint))?.traffic ?? {},
          (await world.releases.get(releaseId))?.deployment,
        )
      : checkTrafficMap(traffic, await world.deployments.list(endpoint));
    return checked.kind === 'refused' ? checked : await world.endpoints.beginTraffic(endpoint, checked.value, mirror);
  };
