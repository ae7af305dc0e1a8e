import type { Channels } from '../domain/world.ts';

/** Nobody to tell as long as the settings name nobody. */
export const createChannels = (): Channels => ({
  names: [],
  send: (channel) => Promise.reject(new Error(`unknown-channel: there is no channel ${channel}`)),
});
