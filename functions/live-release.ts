import type { Release } from '../domain/release.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';

/** How many releases of an endpoint are looked at. */
const lookedAt = 50;

/** The release that serves an endpoint, as far as Flowferry knows; without its steps. */
export async function liveRelease(world: World, endpoint: EndpointRef): Promise<Release | undefined> {
  const releases = await world.releases.list(endpoint, lookedAt);
  return releases.find(({ state }) => state === 'succeeded' || state === 'rollingBack');
}
