import type { planRestoration as contract } from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import { type Blueprint, inOrderOfTraffic, retirementNote } from '../../domain/retirement.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Reads what was there, and says what is to be made again. */
export const planRestoration =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint }) => {
    const resting = await world.notes.retirements.get(endpoint, retirementNote);
    if (!resting) return nothingToBringBack(endpoint);
    const { blueprint, instances, times, state } = resting;
    const nothing = { deployments: [], traffic: {}, mirror: {}, roles: [], times };
    if (!blueprint) return done({ ...nothing, instances });
    if (state === 'retired' && (await world.endpoints.get(endpoint))) return taken(endpoint);
    await world.notes.retirements.put(endpoint, retirementNote, { ...resting, state: 'restoring' });
    const { traffic, mirror } = blueprint;
    const roles = await rolesOf(world, endpoint, blueprint);
    const who = { ...principalOf(blueprint), ...(await testedOf(world, releaseId, blueprint)) };
    return done({
      ...nothing,
      ...who,
      instances: {},
      deployments: inOrderOfTraffic(blueprint),
      traffic,
      mirror,
      roles,
    });
  };

const principalOf = ({ userAssignedPrincipalId: principalId }: Blueprint) => (principalId ? { principalId } : {});

async function testedOf(world: World, releaseId: string, { traffic }: Blueprint): Promise<{ tested?: string }> {
  const tested = (await world.releases.get(releaseId))?.deployment;
  return tested !== undefined && (traffic[tested] ?? 0) > 0 ? { tested } : {};
}

/** Each once: a release may have found what an earlier one gave. */
async function rolesOf(world: World, endpoint: EndpointRef, { userAssignedPrincipalId: principalId }: Blueprint) {
  const given = await world.notes.givenRoles.of(endpoint);
  const own = principalId === undefined ? given : given.filter((each) => each.principalId === principalId);
  return [...new Map(own.map(({ grant }) => [`${grant.scope} ${grant.roleId}`.toLowerCase(), grant])).values()];
}

const nothingToBringBack = ({ name }: EndpointRef) =>
  refused(
    'nothing-retired',
    `Endpoint ${name} has not been retired or scaled down by Flowferry.`,
    'Check the name and the workspace; to serve something new, release it.',
  );

const taken = ({ name }: EndpointRef) =>
  refused(
    'endpoint-conflict',
    `There is an endpoint ${name} again, made since the old one was retired.`,
    'Retire or delete that one first, if the old one is wanted in its place.',
  );
