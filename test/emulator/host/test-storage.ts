import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll } from 'vitest';
import { type Storage, startStorage } from '../../../emulator/storage.ts';

/** A storage account for the tests of one file, as `connection` names it. */
export interface TestStorage {
  readonly connection: string;
  /** A folder that goes with the storage. */
  readonly folder: string;
  queue(name: string): QueueClient;
  newQueue(name: string): Promise<QueueClient>;
  container(name: string): ContainerClient;
  textsIn(queueName: string): Promise<string[]>;
  count(queueName: string): Promise<number>;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString();

export function testStorage(): TestStorage {
  const connection = 'Storage';
  const folder = mkdtempSync(path.join(tmpdir(), 'host-storage-'));
  let storage: Storage;
  beforeAll(async () => {
    storage = await startStorage({ folder });
    process.env[connection] = storage.addresses.connectionString;
    process.env['AzureWebJobsStorage'] = storage.addresses.connectionString;
  });
  afterAll(async () => {
    await storage.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const queue = (name: string) =>
    QueueServiceClient.fromConnectionString(storage.addresses.connectionString).getQueueClient(name);
  return {
    connection,
    folder,
    queue,
    async newQueue(name) {
      await queue(name).create();
      return queue(name);
    },
    container: (name) =>
      BlobServiceClient.fromConnectionString(storage.addresses.connectionString).getContainerClient(name),
    async textsIn(name) {
      const { receivedMessageItems } = await queue(name).receiveMessages({ numberOfMessages: 32 });
      return receivedMessageItems.map((message) => message.messageText);
    },
    count: async (name) => (await queue(name).getProperties()).approximateMessagesCount ?? 0,
  };
}
