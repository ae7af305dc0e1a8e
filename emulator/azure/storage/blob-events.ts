import { randomUUID } from 'node:crypto';
import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { Cloud } from '../cloud.ts';
import { defaultWorkspace } from '../workspace.ts';
import { blobService } from './blob-folders.ts';
import type { CloudEvent, EventQueue } from './event-queue.ts';

export interface BlobEventOptions {
  /** The container that is watched. */
  readonly container: string;
  /** Real time between two looks. */
  readonly periodInMs?: number;
}

export interface BlobEvents {
  stop(): Promise<void>;
}

/**
 * Watches a container of the app's storage and announces every blob that was written there: Azurite has no events. What
 * was announced is remembered by address and eTag, after it was delivered, so that a crash can double an event but not
 * lose one.
 */
export async function watchBlobs(cloud: Cloud, queue: EventQueue, options: BlobEventOptions): Promise<BlobEvents> {
  const container = blobService(cloud.storage, cloud.storage.appAccount.name)?.getContainerClient(options.container);
  if (!container) throw new Error('The storage of the app has no blob service.');
  await container.createIfNotExists();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  const look = () => {
    looking = announceNew(cloud, queue, container).catch((problem: unknown) => {
      // Azurite may be on its way out before us. The next look finds what this one missed.
      if (!stopped) process.emitWarning(`The container ${options.container} could not be watched: ${String(problem)}`);
    });
    void looking.then(() => {
      if (!stopped) timer = setTimeout(look, options.periodInMs ?? 250).unref();
    });
  };
  look();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

interface Announced {
  readonly key: string;
  readonly etag: string;
}

async function announceNew(cloud: Cloud, queue: EventQueue, container: ContainerClient): Promise<void> {
  const announced = cloud.store.collection<Announced>('announcedBlobs');
  const present = new Set<string>();
  for await (const blob of container.listBlobsFlat()) {
    const { etag } = blob.properties;
    // In hexadecimal: names of blobs differ by case, keys do not.
    const key = Buffer.from(blob.name).toString('hex');
    present.add(key);
    if (announced.get(key)?.etag === etag) continue;
    await queue.deliver(blobCreated(cloud, container.containerName, blob));
    announced.set(key, { key, etag });
  }
  for (const { key } of announced.values()) if (!present.has(key)) announced.delete(key);
  await queue.flush();
}

/** `Microsoft.Storage.BlobCreated` (Azure Blob Storage as an Event Grid source). */
function blobCreated(cloud: Cloud, container: string, blob: BlobItem): CloudEvent {
  const { subscriptionId, resourceGroup } = defaultWorkspace;
  const account = cloud.storage.appAccount.name;
  const provider = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage`;
  return {
    specversion: '1.0',
    type: 'Microsoft.Storage.BlobCreated',
    source: `${provider}/storageAccounts/${account}`,
    id: randomUUID(),
    time: new Date(cloud.clock.now()).toISOString(),
    subject: `/blobServices/default/containers/${container}/blobs/${blob.name}`,
    data: {
      api: 'PutBlob',
      requestId: randomUUID(),
      eTag: blob.properties.etag,
      contentType: blob.properties.contentType ?? 'application/octet-stream',
      contentLength: blob.properties.contentLength ?? 0,
      blobType: 'BlockBlob',
      url: `https://${account}.blob.core.windows.net/${container}/${encodeURI(blob.name)}`,
      sequencer: `${Date.now().toString(16).padStart(32, '0')}`,
      storageDiagnostics: { batchId: randomUUID() },
    },
  };
}
