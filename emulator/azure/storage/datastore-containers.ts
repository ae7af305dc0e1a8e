import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Cloud } from '../cloud.ts';

/**
 * Makes the blob containers that the datastores point at: a new workspace comes with them.
 * Source: "Azure Machine Learning: default datastores".
 */
export async function createDatastoreContainers(cloud: Cloud): Promise<void> {
  const { name, key } = cloud.storage.workspaceAccount;
  const credential = new StorageSharedKeyCredential(name, key);
  const service = new BlobServiceClient(`${cloud.storage.blobUrl}/${name}`, credential);
  const containers = cloud.datastores.values().map(({ properties }) => properties['containerName']);
  for (const container of containers) {
    if (typeof container === 'string') await service.getContainerClient(container).createIfNotExists();
  }
}
