import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { withoutSecrets } from '../../domain/secrets.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import { nudge } from '../nudge.ts';
import { acceptCompletedRun } from './accept-completed-run.ts';
import { acceptPushedBlob } from './accept-pushed-blob.ts';
import { type PipelineEvent, readEvents } from './read-events.ts';

/** What the host tells about a queue message. */
export interface QueueMessage {
  readonly id: string;
  /** How often it has been handed out, this time included. */
  readonly tries: number;
  /** After this many tries the host puts it aside. */
  readonly maxTries: number;
}

/**
 * Takes what Event Grid put into the `pipeline-events` queue. An event is only a hint: what it speaks of is read again.
 * A message that nobody can read is kept with the reason and taken off the queue, since trying again would not help; one
 * that fails for other reasons is left to the host's retries, and kept with the reason when they are used up.
 */
export const receiveEvent =
  (world: World) =>
  async (body: unknown, message: QueueMessage, log: Log, client: DurableClient): Promise<void> => {
    const events = readEvents(body);
    if (events.kind === 'refused') return await keep(world, message, body, events.fault.message, log);
    try {
      for (const event of events.value) await carryOut(world, event, log, client);
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 500) : 'unknown trouble';
      if (message.tries >= message.maxTries) await keep(world, message, body, reason, log);
      throw error;
    }
  };

async function carryOut(world: World, event: PipelineEvent, log: Log, client: DurableClient): Promise<void> {
  const release = (await acceptPushedBlob(world, event, log)) ?? (await acceptCompletedRun(world, event, log));
  if (release?.endpoint && release.state === 'wanted') await nudge(client, release.endpoint);
}

async function keep(world: World, message: QueueMessage, body: unknown, reason: string, log: Log): Promise<void> {
  write(log, { event: 'poison', message: message.id, reason });
  const text = withoutSecrets(typeof body === 'string' ? body : JSON.stringify(body));
  await world.poison.keep({
    id: message.id,
    body: text,
    reason: withoutSecrets(reason),
    at: world.clock.now().toISOString(),
  });
}

/** The host's own description of a queue message, in our words. */
export function queueMessage(context: InvocationContext): QueueMessage {
  const { id, dequeueCount } = context.triggerMetadata ?? {};
  return { id: String(id ?? context.invocationId), tries: Number(dequeueCount ?? 1), maxTries: 5 };
}
