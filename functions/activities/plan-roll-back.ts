import type { planRollBack as contract } from '../../domain/contracts.ts';
import { done, type Refused, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import { stableOf } from '../../domain/traffic.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { makerOf } from '../way-back.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Finds the deployment to go back to: the one that carried the traffic before this release. It must be there and ready, and
 * nothing else may have taken over since: who wants this release gone does not want the next one gone.
 */
export const planRollBack =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint }) => {
    const release = await world.releases.get(releaseId);
    const name = release?.previous;
    if (release === undefined || name === undefined)
      return noWayBack(`Nothing served endpoint ${endpoint.name} before this release.`);
    const obstacle = await whatStandsAgainst(world, endpoint, release, name);
    if (obstacle) return obstacle;
    const madeIt = await makerOf(world, endpoint, name, releaseId);
    return done({ deployment: name, ...(madeIt ? { testedWith: madeIt.id } : {}) });
  };

async function whatStandsAgainst(
  world: World,
  endpoint: EndpointRef,
  release: Release,
  name: string,
): Promise<Refused | undefined> {
  const found = await world.deployments.get(endpoint, name);
  if (found?.state !== 'Succeeded')
    return noWayBack(
      `Deployment ${name}, which served endpoint ${endpoint.name} before, is ${found?.state ?? 'gone'}.`,
    );
  const carrier = stableOf((await world.endpoints.get(endpoint))?.traffic ?? {});
  if (carrier === release.deployment || carrier === name) return undefined;
  return refused(
    'no-way-back',
    `Endpoint ${endpoint.name} is served by ${carrier ?? 'nothing'}, no longer by this release.`,
    'Roll back the release that serves now, if that is what is wanted.',
  );
}

const noWayBack = (message: string) =>
  refused('no-way-back', message, 'Mend the flow and release it, or release an older package again.');
