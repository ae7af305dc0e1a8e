import type { removePrevious as contract } from '../../domain/contracts.ts';
import { isDue, isInUse, type Leftover } from '../../domain/leftover.ts';
import { done, type Outcome } from '../../domain/outcome.ts';
import { madeByFlowferry } from '../../domain/tags.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { EndpointFacts, World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Begins to delete the deployments of an endpoint whose time is over. Nothing that gets requests is deleted, nothing that
 * others made, and no way back that a person may still want.
 */
export const removePrevious =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const removed: string[] = [];
    for (const left of await world.notes.leftovers.of(endpoint)) {
      if (!isDue(left, world.clock.now())) continue;
      const begun = await remove(world, endpoint, left);
      if (begun.kind === 'refused') return begun;
      if (begun.value.isRemoved) removed.push(left.deployment);
    }
    return done({ removed });
  };

async function remove(world: World, endpoint: EndpointRef, left: Leftover): Promise<Outcome<{ isRemoved: boolean }>> {
  const facts = await world.endpoints.get(endpoint);
  if (facts === undefined || (await isNobodysBusiness(world, endpoint, facts, left))) {
    await world.notes.leftovers.remove(endpoint, left.deployment);
    return done({ isRemoved: false });
  }
  if (left.why === 'previous' && (await mayBeWanted(world, left))) return done({ isRemoved: false });
  await keepLogs(world, endpoint, left);
  const begun = await world.deployments.beginDelete(endpoint, left.deployment);
  return begun.kind === 'refused' ? begun : done({ isRemoved: true });
}

/** It is gone, in use again, or somebody else's. */
async function isNobodysBusiness(world: World, endpoint: EndpointRef, facts: EndpointFacts, { deployment }: Leftover) {
  const found = await world.deployments.get(endpoint, deployment);
  return !found || isInUse(facts, deployment) || !madeByFlowferry(found.tags);
}

/** A release that regressed, or could not be taken back, is a person's business: the way back stays for them. */
async function mayBeWanted(world: World, { releaseId }: Leftover): Promise<boolean> {
  const release = await world.releases.get(releaseId);
  return release?.fault !== undefined || release?.verdict?.word === 'regressed';
}

async function keepLogs(world: World, endpoint: EndpointRef, { deployment, releaseId }: Leftover): Promise<void> {
  for (const { container, text } of await world.deployments.logs(endpoint, deployment))
    await world.packages.keepLogs(releaseId, `${deployment}-${container}`, text);
}
