import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { Settings } from '../domain/settings.ts';

/** The app's own storage account: by connection string on one machine, by identity in Azure. */
export interface AppStorage {
  /** Created the first time that it is asked for. */
  container(name: string): Promise<ContainerClient>;
  /** Created the first time that it is asked for. */
  table(name: string): Promise<TableClient>;
}

export function createAppStorage(settings: Settings, credential: TokenCredential): AppStorage {
  const blobs = blobService(settings, credential);
  return {
    container: once(async (name) => {
      const container = blobs.getContainerClient(name);
      await container.createIfNotExists();
      return container;
    }),
    table: once(async (name) => {
      const table = tableClient(settings, credential, name);
      await table.createTable();
      return table;
    }),
  };
}

export function blobService(settings: Settings, credential: TokenCredential): BlobServiceClient {
  const options = { retryOptions: { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 4000 } };
  return settings.AzureWebJobsStorage
    ? BlobServiceClient.fromConnectionString(settings.AzureWebJobsStorage.reveal(), options)
    : new BlobServiceClient(address(settings.AzureWebJobsStorage__blobServiceUri), credential, options);
}

export function tableClient(settings: Settings, credential: TokenCredential, name: string): TableClient {
  const options = { retryOptions: { maxRetries: 2 } };
  if (!settings.AzureWebJobsStorage) {
    return new TableClient(address(settings.AzureWebJobsStorage__tableServiceUri), name, credential, options);
  }
  // Azurite speaks http. Azure itself refuses that.
  return TableClient.fromConnectionString(settings.AzureWebJobsStorage.reveal(), name, {
    ...options,
    allowInsecureConnection: true,
  });
}

export function address(setting: string | undefined): string {
  if (setting === undefined) throw new Error('the settings name no storage account');
  return setting.replace(/\/$/, '');
}

/** Makes each thing once; what could not be made is tried again the next time. */
function once<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const making = make(name);
    made.set(name, making);
    making.catch(() => made.delete(name));
    return making;
  };
}
