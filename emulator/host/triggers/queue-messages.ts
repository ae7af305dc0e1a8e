import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { connectionString } from '../app-settings.ts';
import type { QueueSettings } from '../host-json.ts';

type Encoding = QueueSettings['messageEncoding'];

/** Azurite answers as fast as it can: a short wait between tries keeps a queue that is just starting from costing much. */
const retryOptions = { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };

export function queueClient(connection: unknown, name: string): QueueClient {
  return QueueServiceClient.fromConnectionString(connectionString(connection), { retryOptions }).getQueueClient(name);
}

/** Throws when a message that should be Base64 is not: it is tried again and ends as poison, as with the real host. */
export function decodeMessage(text: string, encoding: Encoding): string {
  if (encoding === 'none') return text;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) {
    throw new Error('The message is not Base64 (host.json: extensions.queues.messageEncoding).');
  }
  return Buffer.from(text, 'base64').toString('utf8');
}

export const encodeMessage = (text: string, encoding: Encoding): string =>
  encoding === 'none' ? text : Buffer.from(text).toString('base64');

/** Puts a message, already encoded, into a queue that is made if there is none. */
export async function sendMessage(queue: QueueClient, encoded: string): Promise<void> {
  await queue.createIfNotExists();
  await queue.sendMessage(encoded);
}
