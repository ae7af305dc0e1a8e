import type { assignRoles as contract } from '../../domain/contracts.ts';
import { done, type Outcome } from '../../domain/outcome.ts';
import type { RoleGrant } from '../../domain/roles.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Gives the endpoint's identity the roles it lacks. What Flowferry may not give is told, and left to others. */
export const assignRoles =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, principalId, roles }) => {
    const became = { created: [] as string[], kept: [] as string[], lacking: [] as RoleGrant[] };
    for (const grant of roles) {
      const ensured = await ensure(world, principalId, grant, releaseId);
      if (ensured.kind === 'refused') return ensured;
      if (ensured.value === 'lacking') became.lacking.push(grant);
      else became[ensured.value].push(grant.role);
    }
    return done(became);
  };

async function ensure(
  world: World,
  principalId: string,
  grant: RoleGrant,
  releaseId: string,
): Promise<Outcome<'created' | 'kept' | 'lacking'>> {
  if (await world.roles.has(principalId, grant)) return done('kept');
  const granted = await world.roles.grant(principalId, grant, releaseId);
  if (granted.kind === 'done') return done(granted.value.created ? 'created' : 'kept');
  return granted.fault.slug === 'missing-permission' ? done('lacking') : granted;
}
