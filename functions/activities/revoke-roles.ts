import type { revokeRoles as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { retirementNote } from '../../domain/retirement.ts';
import { endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Takes back every role that Flowferry gave for this endpoint, and no other. An identity that other endpoints use too keeps
 * its roles: they need them as well.
 */
export const revokeRoles =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const retirement = await world.notes.retirements.get(endpoint, retirementNote);
    const shared = retirement?.blueprint?.userAssignedPrincipalId;
    const removed: string[] = [];
    for (const { principalId, grant, releaseId } of await world.notes.givenRoles.of(endpoint)) {
      if (principalId === shared && (await isUsedElsewhere(world, principalId, endpointKey(endpoint)))) continue;
      if (await world.roles.revoke(principalId, grant, releaseId)) removed.push(grant.role);
    }
    return done({ removed });
  };

async function isUsedElsewhere(world: World, principalId: string, here: string): Promise<boolean> {
  for await (const { endpoint } of world.fleet.all()) {
    if (endpointKey(endpoint) === here) continue;
    if ((await world.endpoints.get(endpoint))?.identity.principalId === principalId) return true;
  }
  return false;
}
