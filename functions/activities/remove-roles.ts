import type { removeRoles as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Takes back the roles that this release gave, and no others. */
export const removeRoles =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, principalId, roles }) => {
    const principal = principalId ?? (await world.endpoints.get(endpoint))?.identity.principalId;
    const removed: string[] = [];
    if (principal === undefined) return done({ removed });
    for (const grant of roles) {
      if (await world.roles.revoke(principal, grant, releaseId)) removed.push(grant.role);
    }
    return done({ removed });
  };
