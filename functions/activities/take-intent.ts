import type { takeIntent as contract } from '../../domain/contracts.ts';
import { chooseIntent, type Intent } from '../../domain/intent.ts';
import { done } from '../../domain/outcome.ts';
import { hasEnded } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Takes up what is wanted next of an endpoint. What newer wishes have made pointless is closed and recorded as such. */
export const takeIntent =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const open: Intent[] = [];
    for (const intent of await world.intents.of(endpoint)) if (await isOpen(world, intent)) open.push(intent);
    const { next, superseded } = chooseIntent(open);
    for (const { kind, releaseId } of superseded) {
      const endedAt = world.clock.now().toISOString();
      if (kind === 'deploy') await world.releases.update(releaseId, { state: 'superseded', endedAt });
      await world.intents.remove({ kind, endpoint, releaseId });
    }
    if (!next) return done({});
    const { wanted: _, ...intent } = { ...next, attempt: next.attempt + 1 };
    await world.intents.begun(intent);
    return done({ intent });
  };

/**
 * Whether there is something left to carry out. Whoever asked may have been cut off before the release was written down:
 * then it is written down now. Or may have been so slow that it has come to its end since.
 */
async function isOpen(world: World, { kind, endpoint, releaseId, wanted }: Intent): Promise<boolean> {
  if (kind !== 'deploy') return true;
  const release = await world.releases.get(releaseId);
  if (!release && wanted) await world.releases.create(wanted);
  if (!release || !hasEnded(release.state)) return true;
  await world.intents.remove({ kind, endpoint, releaseId });
  return false;
}
