import type { assignRoles as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Gives the endpoint's identity the roles it lacks. The first that may not be given ends it. */
export const assignRoles =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, principalId, roles }) => {
    const created: string[] = [];
    const kept: string[] = [];
    for (const grant of roles) {
      const granted = await world.roles.grant(principalId, grant, releaseId);
      if (granted.kind === 'refused') return granted;
      (granted.value.created ? created : kept).push(grant.role);
    }
    return done({ created, kept });
  };
