import type { planRetirement as contract } from '../../domain/contracts.ts';
import { done, type Refused, refused } from '../../domain/outcome.ts';
import { type Blueprint, type Retirement, retirementNote, together, withInstances } from '../../domain/retirement.ts';
import { madeByFlowferry } from '../../domain/tags.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Writes down what is there before anything is taken away, and says what is to be. What an earlier try has deleted already
 * is known from its note, and is brought back with the rest.
 */
export const planRetirement =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, reason, requestedAt }) => {
    const before = await world.notes.retirements.get(endpoint, retirementNote);
    const now = await world.blueprints.take(endpoint);
    if (now === undefined) return before?.blueprint ? done(nothingLeft(before)) : nothingThere(endpoint);
    const obstacle = await notOurs(world, endpoint);
    if (obstacle) return obstacle;
    const times = timesOf(before, requestedAt);
    const live = (await world.fleet.get(endpoint)) ?? before?.live;
    await world.notes.retirements.put(endpoint, retirementNote, {
      ...{ releaseId, state: 'retiring', reason, requestedAt, instances: {}, times },
      blueprint: toKeep(now, before),
      ...(live ? { live } : {}),
    });
    await world.fleet.leave(endpoint);
    const { longestRequestInSeconds: drainInSeconds, deployments } = now;
    return done({ isThere: true, deployments: Object.keys(deployments), drainInSeconds, times });
  };

/** The same wish is the same rest, however often it is begun. */
const timesOf = (before: Retirement | undefined, requestedAt: string) =>
  before?.requestedAt === requestedAt ? before.times : (before?.times ?? 0) + 1;

/** What was taken apart by an earlier try still belongs to the endpoint; what was retired and made anew since does not. */
function toKeep(now: Blueprint, before: Retirement | undefined): Blueprint {
  const isUnderWay = before?.state === 'retiring' || before?.state === 'restoring';
  const all = together(now, isUnderWay ? before.blueprint : undefined) ?? now;
  return withInstances(all, before?.instances ?? {});
}

const nothingLeft = ({ times }: Retirement) => ({ isThere: false, deployments: [], drainInSeconds: 0, times });

const nothingThere = ({ name }: EndpointRef) =>
  refused('nothing-released', `There is no endpoint ${name}, so nothing was retired.`, 'Check the name for a slip.');

/** To delete an endpoint deletes everything on it: only what Flowferry made may be there. */
async function notOurs(world: World, endpoint: EndpointRef): Promise<Refused | undefined> {
  const deployments = await world.deployments.list(endpoint);
  const foreign = deployments.find(({ tags }) => !madeByFlowferry(tags));
  if (foreign) return stays(endpoint, `deployment ${foreign.name} on it was made by somebody else`);
  const isOurs = madeByFlowferry((await world.endpoints.get(endpoint))?.tags ?? {});
  return isOurs ? undefined : stays(endpoint, 'it was made by somebody else');
}

const stays = ({ name }: EndpointRef, why: string) =>
  refused(
    'not-ours',
    `Endpoint ${name} was not retired, because ${why}.`,
    'Whoever made it decides: delete it in the workspace, or leave it.',
  );
