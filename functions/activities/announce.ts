import type { announce as contract } from '../../domain/contracts.ts';
import { done, type Outcome } from '../../domain/outcome.ts';
import { withoutSecrets } from '../../domain/secrets.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Sends a message to one channel, unless the channel has taken it before. */
export const announce =
  (world: World): WorkOf<typeof contract> =>
  async ({ id, channel }) => {
    const kept = await world.announcements.get(id);
    const before = kept?.channels[channel];
    if (!kept || (before && 'at' in before)) return done({ took: kept !== undefined });
    const sent = await attempt(world, id, channel, () => world.channels.send(channel, kept.announcement));
    if (sent.kind === 'refused') {
      await world.announcements.note(id, channel, { reason: sent.fault.message });
      return done({ took: false });
    }
    await world.announcements.note(id, channel, { at: world.clock.now().toISOString() });
    return done({ took: true });
  };

/** The reason of the last try is all that is left when the tries are used up. */
async function attempt<T>(
  world: World,
  id: string,
  channel: string,
  send: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await send();
  } catch (error) {
    const reason = withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 300);
    await world.announcements.note(id, channel, { reason });
    throw error;
  }
}
