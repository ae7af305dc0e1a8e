import type { DurableClient } from 'durable-functions';
import { endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import { nudge } from '../nudge.ts';
import { sendPending } from '../outbox.ts';

/**
 * Every five minutes: wakes the endpoints that something is wanted of, and sends the messages that are still to be sent. A
 * lost nudge costs five minutes, and nothing else.
 */
export const resyncIntents =
  (world: World) =>
  async (log: Log, client: DurableClient): Promise<void> => {
    const woken = new Set<string>();
    for await (const { endpoint } of world.intents.all()) {
      const key = endpointKey(endpoint);
      if (!woken.has(key)) await nudge(client, endpoint);
      woken.add(key);
    }
    const messages = await sendPending(world, client);
    if (woken.size + messages > 0) write(log, { event: 'resync', endpoints: woken.size, messages });
  };
