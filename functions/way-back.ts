import type { Release } from '../domain/release.ts';
import { stableOf } from '../domain/traffic.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { DeploymentFacts, TrafficMap, World } from '../domain/world.ts';

/** How many releases of an endpoint are looked at for the one that made a deployment. */
const lookedAt = 50;

/** The release that made a deployment; of several the newest, and one that went live before any that did not. */
export async function makerOf(
  world: World,
  endpoint: EndpointRef,
  deployment: string,
  but?: string,
): Promise<Release | undefined> {
  const releases = await world.releases.list(endpoint, lookedAt);
  const makers = releases.filter((release) => release.deployment === deployment && release.id !== but);
  return makers.find(({ state }) => state === 'succeeded') ?? makers[0];
}

/** The deployment that a release can be gone back from to, where it is still there and ready. */
export function wayBackOf(
  release: Release | undefined,
  deployments: readonly DeploymentFacts[],
): { readonly previous?: string } {
  const found = deployments.find(({ name, state }) => name === release?.previous && state === 'Succeeded');
  return found ? { previous: found.name } : {};
}

/** The way back of what serves an endpoint now. */
export async function wayBackOfLive(
  world: World,
  endpoint: EndpointRef,
  traffic: TrafficMap,
  deployments: readonly DeploymentFacts[],
): Promise<{ readonly previous?: string }> {
  const carrier = stableOf(traffic);
  return carrier === undefined ? {} : wayBackOf(await makerOf(world, endpoint, carrier), deployments);
}
