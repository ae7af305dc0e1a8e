import type { planRollBack as contract } from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** How many releases of the endpoint are looked at for the one that made the deployment before. */
const lookedAt = 50;

/** Finds the deployment to go back to: the one that carried the traffic before this release. It must be there and ready. */
export const planRollBack =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint }) => {
    const release = await world.releases.get(releaseId);
    const name = release?.previous;
    const found = name === undefined ? undefined : await world.deployments.get(endpoint, name);
    if (name === undefined || found?.state !== 'Succeeded') {
      return refused(
        'no-way-back',
        name === undefined
          ? `Nothing served endpoint ${endpoint.name} before this release.`
          : `Deployment ${name}, which served endpoint ${endpoint.name} before, is ${found?.state ?? 'gone'}.`,
        'Mend the flow and release it, or release an older package again.',
      );
    }
    const earlier = await world.releases.list(endpoint, lookedAt);
    const madeIt = earlier.find(({ deployment, id }) => deployment === name && id !== releaseId);
    return done({ deployment: name, ...(madeIt ? { testedWith: madeIt.id } : {}) });
  };
