import { type Leftover, removeAfter } from '../domain/leftover.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { manifestOf } from './manifest-of.ts';

/**
 * Notes that a deployment is left behind, and until when it stays: as long as the manifest of its release says. What says
 * nothing that can be read stays until a later release removes it.
 */
export async function leaveBehind(
  world: World,
  endpoint: EndpointRef,
  left: Omit<Leftover, 'removeAfter'>,
): Promise<void> {
  const manifest = await manifestOf(world, left.releaseId);
  if (!manifest) return;
  const after = removeAfter(world.clock.now(), manifest.keepPreviousInSeconds);
  await world.notes.leftovers.put(endpoint, left.deployment, { ...left, removeAfter: after });
}
