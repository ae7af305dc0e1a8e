import type { DurableClient } from 'durable-functions';
import { type Announcement, announcementOf } from '../domain/announcement.ts';
import { tellChannels } from '../domain/contracts.ts';
import type { Release } from '../domain/release.ts';
import type { ReleaseChange, Releases } from '../domain/stores.ts';
import type { World } from '../domain/world.ts';
import { type Log, write } from './log.ts';
import { startOnce } from './start-once.ts';

/**
 * A World in which no release changes in silence: where its state is recorded, and nowhere else, the message about it is
 * written down as well. The message comes first, so that a crash between the two leaves a message too many and not one
 * too few: what broke off is done again, and the same message has the same id.
 */
export interface Outbox {
  readonly world: World;
  /** Sets those messages on their way that were written down since the last time. What it misses, the timer finds. */
  send(log: Log, client: () => DurableClient): Promise<void>;
}

export function outboxOf(world: World): Outbox {
  let hasNews = false;
  let unwritten: readonly Announcement[] = [];
  const troubled = new Set<string>();
  // What cannot be written down is trouble like any other once, so that a crash meanwhile does not lose it. From then on
  // nothing fails and nothing waits because of it: it is tried again whenever there is an occasion.
  const record = async (announcement: Announcement) => {
    if (world.channels.names.length === 0) return;
    hasNews = true;
    try {
      await world.announcements.record(announcement);
      troubled.delete(announcement.id);
    } catch (error) {
      if (!troubled.has(announcement.id)) {
        troubled.add(announcement.id);
        throw error;
      }
      unwritten = [...unwritten, announcement];
    }
  };
  const tell = async (before: Release, change: ReleaseChange) => {
    const announcement = announcementOf(before, change, world.clock.now().toISOString());
    if (announcement) await record(announcement);
  };
  return {
    world: beside(world, {
      releases: tellingReleases(world.releases, tell),
      announcements: beside(world.announcements, { record }),
    }),
    async send(log, client) {
      if (!hasNews) return;
      const again = unwritten;
      hasNews = false;
      unwritten = [];
      try {
        for (const announcement of again) await record(announcement);
        await sendPending(world, client());
      } catch (error) {
        write(log, { event: 'not sent', reason: error instanceof Error ? error.message.slice(0, 300) : 'unknown' });
      }
    },
  };
}

/** All of a port, with some of it in another way. */
const beside = <T extends object>(port: T, other: Partial<T>): T => Object.assign(Object.create(port), other);

const tellingReleases = (
  releases: Releases,
  tell: (before: Release, change: ReleaseChange) => Promise<void>,
): Releases =>
  beside(releases, {
    async create(release) {
      const { state, fault } = release;
      await tell({ ...release, state: 'running' }, { state, ...(fault ? { fault } : {}) });
      return await releases.create(release);
    },
    async update(id, change) {
      const before = mayMatter(change) ? await releases.get(id) : undefined;
      if (before) await tell(before, change);
      await releases.update(id, change);
    },
  });

const mayMatter = ({ state, verdict }: ReleaseChange) => state !== undefined || verdict?.page !== undefined;

/** Begins to send what is pending, unless that is under way. Says how many messages there were. */
export async function sendPending(world: World, client: DurableClient): Promise<number> {
  const channels = world.channels.names;
  let count = 0;
  for await (const { id } of world.announcements.pending()) {
    await startOnce(client, tellChannels, `announce-${id}`, { id, channels });
    count += 1;
  }
  return count;
}
