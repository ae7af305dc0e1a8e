import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { resolveSettings } from '../app-settings.ts';
import type { RegisteredFunction, TypedData } from '../core-protocol.ts';
import type { QueueSettings } from '../host-json.ts';
import { type SystemLog, textOf } from '../log.ts';
import type { Work } from '../work.ts';
import { createPoller, type Poller } from './poller.ts';
import { keepLease } from './queue-lease.ts';
import { decodeMessage, queueClient, sendMessage } from './queue-messages.ts';

export interface QueueTriggerContext {
  readonly settings: QueueSettings;
  readonly log: SystemLog;
  readonly work: Work;
  /** How long a message is hidden at a time. */
  readonly leaseInSeconds: number;
  run(fn: RegisteredFunction, trigger: TypedData, metadata: Record<string, TypedData>): Promise<unknown>;
}

interface Source {
  readonly fn: RegisteredFunction;
  readonly queue: QueueClient;
  readonly poison: QueueClient;
}

/** Takes messages off a Storage queue. Polling and leases keep real time, because the queue does. */
export function createQueueTrigger(context: QueueTriggerContext, fn: RegisteredFunction): Poller {
  const { queueName, connection } = fn.trigger as unknown as { queueName: string; connection?: string };
  const name = resolveSettings(queueName);
  const source = { fn, queue: queueClient(connection, name), poison: queueClient(connection, `${name}-poison`) };
  const { batchSize, maxPollingIntervalInMs } = context.settings;
  const running = new Set<Promise<void>>();
  const poller = createPoller({
    longestPauseInMs: maxPollingIntervalInMs,
    onError: (error) => context.log('warning', `Queue '${name}': ${textOf(error)}`, fn.name),
    async poll() {
      // The real host fetches the next batch when half of the last one is done.
      if (running.size > batchSize / 2) return true;
      const messages = await receive(source.queue, batchSize, context.leaseInSeconds);
      for (const message of messages) {
        const handled = handle(context, source, message).finally(() => running.delete(handled));
        running.add(handled);
      }
      return messages.length > 0;
    },
  });
  return {
    start: poller.start,
    async stop() {
      await poller.stop();
      await Promise.allSettled(running);
    },
  };
}

async function receive(
  queue: QueueClient,
  batchSize: number,
  visibilityTimeout: number,
): Promise<readonly DequeuedMessageItem[]> {
  const options = { numberOfMessages: Math.min(batchSize, 32), visibilityTimeout };
  try {
    return (await queue.receiveMessages(options)).receivedMessageItems;
  } catch (error) {
    // A queue that nobody has made yet is an empty one.
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return [];
    throw error;
  }
}

async function handle(context: QueueTriggerContext, source: Source, message: DequeuedMessageItem): Promise<void> {
  const { fn, queue } = source;
  const end = context.work.begin();
  const warn = (error: unknown) => context.log('warning', `Queue '${queue.name}': ${textOf(error)}`, fn.name);
  const lease = keepLease(queue, message, context.leaseInSeconds, warn);
  try {
    const text = decodeMessage(message.messageText, context.settings.messageEncoding);
    await context.run(fn, { string: text }, metadataOf(message, text));
    await queue.deleteMessage(message.messageId, await lease.stop());
  } catch (error) {
    context.log('error', `Executed '${fn.name}' (failed, try ${message.dequeueCount}): ${textOf(error)}`, fn.name);
    // What goes wrong here leaves the message hidden for the rest of its lease; then it is tried again.
    await giveBack(context, source, message, await lease.stop()).catch(warn);
  } finally {
    end();
  }
}

/** After so many tries the message goes to the poison queue as it is; before that, back to where it came from. */
async function giveBack(
  { settings, log }: QueueTriggerContext,
  { fn, queue, poison }: Source,
  message: DequeuedMessageItem,
  receipt: string,
): Promise<void> {
  if (message.dequeueCount < settings.maxDequeueCount) {
    const hiddenInSeconds = Math.ceil(settings.visibilityTimeoutInMs / 1000);
    await queue.updateMessage(message.messageId, receipt, undefined, hiddenInSeconds);
    return;
  }
  const text = `A message of '${queue.name}' has failed ${message.dequeueCount} times and moves to '${poison.name}'.`;
  log('error', text, fn.name);
  await sendMessage(poison, message.messageText);
  await queue.deleteMessage(message.messageId, receipt);
}

const metadataOf = (message: DequeuedMessageItem, text: string): Record<string, TypedData> => ({
  QueueTrigger: { string: text },
  Id: { string: message.messageId },
  DequeueCount: { int: message.dequeueCount },
  PopReceipt: { string: message.popReceipt },
  InsertionTime: { string: message.insertedOn.toISOString() },
  ExpirationTime: { string: message.expiresOn.toISOString() },
  NextVisibleTime: { string: message.nextVisibleOn.toISOString() },
});
