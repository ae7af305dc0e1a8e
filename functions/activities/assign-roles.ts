import type { assignRoles as contract } from '../../domain/contracts.ts';
import { done, type Outcome } from '../../domain/outcome.ts';
import type { GivenRole, RoleGrant } from '../../domain/roles.ts';
import { type EndpointRef, fingerprint } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Gives the endpoint's identity the roles it lacks. What Flowferry may not give is told, and left to others. */
export const assignRoles =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, principalId, roles }) => {
    const became = { created: [] as string[], kept: [] as string[], lacking: [] as RoleGrant[] };
    for (const grant of roles) {
      const ensured = await ensure(world, endpoint, { principalId, grant, releaseId });
      if (ensured.kind === 'refused') return ensured;
      if (ensured.value === 'lacking') became.lacking.push(grant);
      else became[ensured.value].push(grant.role);
    }
    return done(became);
  };

/** Noted before it is given: what is given and not noted, nobody would take back. */
async function ensure(
  world: World,
  endpoint: EndpointRef,
  wanted: GivenRole,
): Promise<Outcome<'created' | 'kept' | 'lacking'>> {
  const { principalId, grant, releaseId } = wanted;
  const name = fingerprint(`${principalId} ${grant.scope} ${grant.roleId}`.toLowerCase());
  const noted = await world.notes.givenRoles.get(endpoint, name);
  const isThere = await world.roles.has(principalId, grant);
  if (!isThere || noted === undefined) await world.notes.givenRoles.put(endpoint, name, wanted);
  if (isThere) return done('kept');
  const granted = await world.roles.grant(principalId, grant, releaseId);
  if (granted.kind === 'refused') return granted.fault.slug === 'missing-permission' ? done('lacking') : granted;
  if (granted.value.created) return done('created');
  // Whoever gave it before is the one to take it back.
  if (noted) await world.notes.givenRoles.put(endpoint, name, noted);
  return done('kept');
}
