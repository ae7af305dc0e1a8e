import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { StorageAddresses } from './storage.ts';

const containers = ['packages', 'logs', 'dead-letters'];
const queues = ['pipeline-events-poison'];

/** Makes in the app's account what a deployment to Azure makes there; what events need is made with the emulated Azure. */
export async function furnishStorage({ connectionString }: StorageAddresses): Promise<void> {
  const blobs = BlobServiceClient.fromConnectionString(connectionString);
  const service = QueueServiceClient.fromConnectionString(connectionString);
  await Promise.all([
    ...containers.map((name) => blobs.getContainerClient(name).createIfNotExists()),
    ...queues.map((name) => service.getQueueClient(name).createIfNotExists()),
  ]);
}
