import { smokeRequests } from '../domain/smoke.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { liveRelease } from './live-release.ts';
import { readKept, sampleOf } from './open-kept.ts';

/** A request that the endpoint understands, taken from the package that serves it; empty where that is not known. */
export async function exampleRequest(world: World, endpoint: EndpointRef): Promise<Readonly<Record<string, unknown>>> {
  const live = await liveRelease(world, endpoint);
  const kept = live && (await readKept(world, live.package));
  if (kept?.kind !== 'done') return {};
  const [first] = smokeRequests(kept.value.facts, kept.value.manifest, sampleOf(kept.value));
  return first?.body ?? {};
}
