import { QueueClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import type { Cloud } from '../cloud.ts';

/** An event in the envelope that Event Grid delivers (CloudEvents 1.0). */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  /** ISO 8601. */
  readonly time: string;
  readonly data: unknown;
}

/** Delivers events to a Storage queue as Event Grid does: at least once, and in no order that one could rely on. */
export interface EventQueue {
  deliver(event: CloudEvent): Promise<void>;
  /** Delivers what is still held back. */
  flush(): Promise<void>;
}

export async function openEventQueue(cloud: Cloud, name: string): Promise<EventQueue> {
  const { appAccount, queueUrl } = cloud.storage;
  const credential = new StorageSharedKeyCredential(appAccount.name, appAccount.key);
  const queue = new QueueClient(`${queueUrl}/${appAccount.name}/${name}`, credential);
  await queue.createIfNotExists();
  const held: CloudEvent[] = [];
  const send = async (event: CloudEvent) => {
    await queue.sendMessage(Buffer.from(JSON.stringify(event)).toString('base64'));
  };
  const flush = async () => {
    for (const event of held.splice(0)) await send(event);
  };
  return {
    flush,
    async deliver(event) {
      const target = `${event.type} ${event.subject}`;
      if (cloud.faults.strike('reordered-events', target)) {
        held.push(event);
        return;
      }
      await send(event);
      if (cloud.faults.strike('duplicate-events', target)) await send(event);
      await flush();
    },
  };
}
