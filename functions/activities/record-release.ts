import type { recordRelease as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { hasEnded, type Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { leaveBehind } from '../leave-behind.ts';
import type { WorkOf } from '../work-of.ts';

/** Writes how far the release has come. */
export const recordRelease =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, ...change }) => {
    const ended = change.state && hasEnded(change.state) ? { endedAt: world.clock.now().toISOString() } : {};
    await world.releases.update(releaseId, { ...change, ...ended });
    const gone = change.state === 'rolledBack' ? await world.releases.get(releaseId) : undefined;
    if (gone) await stepDown(world, gone);
    return done({});
  };

/** What was rolled back stays for a while, so that people can look at it. What serves now stays. */
async function stepDown(world: World, { id, endpoint, deployment, previous }: Release): Promise<void> {
  if (!endpoint) return;
  if (previous !== undefined) await world.notes.leftovers.remove(endpoint, previous);
  if (deployment !== undefined) await leaveBehind(world, endpoint, { deployment, releaseId: id, why: 'rolledBack' });
}
