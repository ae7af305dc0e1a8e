import { randomUUID } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { connectionString, resolveSettings } from './app-settings.ts';
import type { Binding } from './core-protocol.ts';
import type { QueueSettings } from './host-json.ts';
import { encodeMessage, queueClient, sendMessage } from './triggers/queue-messages.ts';

/** Writes one value to a blob or a queue. Throws for a kind of output that this host lacks. */
export async function writeToStorage(
  binding: Binding,
  value: unknown,
  variables: Readonly<Record<string, unknown>>,
  queues: QueueSettings,
): Promise<void> {
  switch (binding.type.toLowerCase()) {
    case 'blob':
      return writeBlob(binding, value, variables);
    case 'queue':
      return writeMessages(binding, value, variables, queues);
    default:
      throw new Error(`This host has no output binding '${binding.type}'.`);
  }
}

async function writeBlob(
  binding: Binding,
  value: unknown,
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  const path = fill(String(binding['path']), variables);
  const slash = path.indexOf('/');
  const service = BlobServiceClient.fromConnectionString(connectionString(binding['connection']));
  const container = service.getContainerClient(path.slice(0, slash));
  await container.createIfNotExists();
  const bytes = value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(textOfValue(value));
  await container.getBlockBlobClient(path.slice(slash + 1)).uploadData(bytes);
}

/** An array is several messages. */
async function writeMessages(
  binding: Binding,
  value: unknown,
  variables: Readonly<Record<string, unknown>>,
  queues: QueueSettings,
): Promise<void> {
  const queue = queueClient(binding['connection'], fill(String(binding['queueName']), variables));
  for (const item of Array.isArray(value) ? value : [value]) {
    const text = item instanceof Uint8Array ? Buffer.from(item).toString('utf8') : textOfValue(item);
    await sendMessage(queue, encodeMessage(text, queues.messageEncoding));
  }
}

const textOfValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Puts app settings (`%NAME%`) and values of the trigger (`{name}`) into a path. Throws for a name that has no value. */
function fill(text: string, variables: Readonly<Record<string, unknown>>): string {
  return resolveSettings(text).replace(/\{([\w.-]+)\}/g, (_, name: string) => {
    if (name === 'rand-guid') return randomUUID();
    if (name === 'DateTime') return new Date().toISOString();
    const value = name
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], variables);
    if (value === undefined) throw new Error(`No value for named parameter '${name}' in '${text}'.`);
    return String(value);
  });
}
