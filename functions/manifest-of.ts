import type { Manifest } from '../domain/manifest.ts';
import type { World } from '../domain/world.ts';
import { readKept } from './open-kept.ts';

/** What the manifest of a release's package says; `undefined` when the package is no longer there or no longer read. */
export async function manifestOf(world: World, releaseId: string): Promise<Manifest | undefined> {
  const release = await world.releases.get(releaseId);
  const kept = release && (await readKept(world, release.package));
  return kept?.kind === 'done' ? kept.value.manifest : undefined;
}
