import { done } from '../../domain/outcome.ts';
import type { Announcements, KeptAnnouncement } from '../../domain/stores.ts';
import type { Channels } from '../../domain/world.ts';
import type { Memory } from './memory-world.ts';

/** The list of messages, in memory. It keeps the same contract as the real one. */
export const announcementsOf = ({ announcements }: Memory): Announcements => ({
  async record(announcement) {
    if (announcements.has(announcement.id)) return;
    announcements.set(announcement.id, { announcement, channels: {}, isSettled: false });
  },
  async get(id) {
    const kept = announcements.get(id);
    return kept && { announcement: kept.announcement, channels: kept.channels };
  },
  async *pending() {
    for (const { announcement, isSettled } of [...announcements.values()]) if (!isSettled) yield announcement;
  },
  async note(id, channel, ending) {
    const kept = announcements.get(id);
    const before = kept?.channels[channel];
    if (!kept || (before && 'at' in before)) return;
    announcements.set(id, { ...kept, channels: { ...kept.channels, [channel]: ending } });
  },
  async settle(id) {
    const kept = announcements.get(id);
    if (kept) announcements.set(id, { ...kept, isSettled: true });
  },
});
export type MemoryAnnouncement = KeptAnnouncement & { readonly isSettled: boolean };

/** One channel that takes everything. */
export const channelsOf = (memory: Memory): Channels => ({
  names: ['chat'],
  async send(channel, announcement) {
    memory.told.push({ channel, announcement });
    return done({});
  },
});
