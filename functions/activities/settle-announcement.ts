import type { settleAnnouncement as contract } from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Takes a message off the list of what is to be sent, and says who could not be told. */
export const settleAnnouncement =
  (world: World): WorkOf<typeof contract> =>
  async ({ id, channels }) => {
    await world.announcements.settle(id);
    const endings = (await world.announcements.get(id))?.channels ?? {};
    const reasons = channels.flatMap((channel) => {
      const ending = endings[channel] ?? { reason: 'it was never asked' };
      return 'reason' in ending ? [`${channel}: ${ending.reason}`] : [];
    });
    if (reasons.length === 0) return done({});
    return refused(
      'not-announced',
      `Message ${id} did not reach ${reasons.length} of ${channels.length} channels. ${reasons.join('; ')}`,
      'Check the address of the channel in the app settings. The message itself is in the table announcements.',
    );
  };
