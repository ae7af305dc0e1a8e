import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { ContainerClient } from '@azure/storage-blob';
import type { Arm } from './arm.ts';
import { refusing } from './failures.ts';
import { forStorage } from './storage-http.ts';

export interface DatastoreOptions {
  readonly arm: Arm;
  readonly credential: TokenCredential;
  /** For example `core.windows.net`. */
  readonly storageSuffix: string;
  readonly httpClient?: HttpClient;
}

/** The container behind a datastore of a workspace; `undefined` where it is not one of blobs. */
export function containerOf(
  properties: object,
  options: DatastoreOptions,
  workspace: string,
): ContainerClient | undefined {
  if (!('containerName' in properties) || !('accountName' in properties)) return undefined;
  const { accountName, containerName, endpoint } = properties as Partial<Record<string, string>>;
  const host = endpoint || options.storageSuffix;
  if (!accountName || !containerName) return undefined;
  // Whoever may change the datastore could otherwise have the app's token sent to a host of their own.
  if (host !== options.storageSuffix || !isAccount.test(accountName) || !isContainer.test(containerName)) {
    throw refusing(
      'operation-failed',
      `The datastore of workspace ${workspace} is not in a storage account under ${options.storageSuffix}`,
      'Look at the datastores of the workspace in the studio.',
    );
  }
  return new ContainerClient(
    `https://${accountName}.blob.${host}/${containerName}`,
    options.credential,
    blobOptions(options),
  );
}

/** Source: Naming rules and restrictions for Azure resources, Microsoft.Storage. */
const isAccount = /^[a-z0-9]{3,24}$/;
const isContainer = /^[a-z0-9$][a-z0-9-]{2,62}$/;

const blobOptions = ({ httpClient }: DatastoreOptions) => ({
  retryOptions: { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 4000 },
  ...(httpClient && { httpClient: forStorage(httpClient) }),
});

/** The container of a datastore by its name. */
export async function datastoreNamed(
  options: DatastoreOptions,
  workspaceId: string,
  name: string,
): Promise<ContainerClient | undefined> {
  const { client, group, workspace } = options.arm.machineLearning(workspaceId);
  return containerOf((await client.datastores.get(group, workspace, name)).properties, options, workspace);
}

/** Where what is uploaded goes. */
export async function defaultDatastore(options: DatastoreOptions, workspaceId: string) {
  const { client, group, workspace } = options.arm.machineLearning(workspaceId);
  for await (const { name, properties } of client.datastores.list(group, workspace, { isDefault: true })) {
    const container = containerOf(properties, options, workspace);
    if (!name || !container) break;
    return { name, container };
  }
  throw refusing(
    'operation-failed',
    `Workspace ${workspace} has no default datastore of blobs to upload to`,
    'Make its datastore workspaceblobstore the default one again.',
  );
}
