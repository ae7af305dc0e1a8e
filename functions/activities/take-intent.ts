import type { takeIntent as contract } from '../../domain/contracts.ts';
import { chooseIntent } from '../../domain/intent.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Takes up what is wanted next of an endpoint. What newer wishes have made pointless is closed and recorded as such. */
export const takeIntent =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const { next, superseded } = chooseIntent(await world.intents.of(endpoint));
    for (const { kind, releaseId } of superseded) {
      const endedAt = world.clock.now().toISOString();
      if (kind === 'deploy') await world.releases.update(releaseId, { state: 'superseded', endedAt });
      await world.intents.remove({ kind, endpoint, releaseId });
    }
    if (!next) return done({});
    const intent = { ...next, attempt: next.attempt + 1 };
    await world.intents.begun(intent);
    return done({ intent });
  };
