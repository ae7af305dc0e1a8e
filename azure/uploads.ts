import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { ContainerClient } from '@azure/storage-blob';
import type { Arm } from './arm.ts';
import { forStorage } from './emulated-http.ts';
import { refusing } from './failures.ts';
import { isStatus } from './table-values.ts';

/** Folders uploaded to the workspace's default datastore, as the official clients lay them out. */
export interface Uploads {
  /** Uploads the files to `LocalUpload/<hash>/<name>/…`. What is there completely is not uploaded again. */
  upload(workspaceId: string, folder: Folder): Promise<UploadedFolder>;
}
export interface Folder {
  /** Of the content: the same content is the same folder. */
  readonly hash: string;
  readonly name: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Name and version of the asset that it is uploaded for. */
  readonly asset: { readonly name: string; readonly version: string };
}
export interface UploadedFolder {
  readonly datastore: string;
  /** Inside the datastore, without a slash at either end. */
  readonly path: string;
  /** The folder's https address, without a slash at its end. */
  readonly url: string;
}

export interface UploadOptions {
  readonly arm: Arm;
  readonly credential: TokenCredential;
  /** For example `core.windows.net`. */
  readonly storageSuffix: string;
  readonly httpClient?: HttpClient;
}

/** The path that a folder gets. */
export const uploadPath = (folder: Pick<Folder, 'hash' | 'name'>) => `LocalUpload/${folder.hash}/${folder.name}`;

export function createUploads(options: UploadOptions): Uploads {
  return {
    async upload(workspaceId, folder) {
      const { name: datastore, container } = await defaultDatastore(options, workspaceId);
      const path = uploadPath(folder);
      await uploadOnce(container, path, folder);
      return { datastore, path, url: `${container.url}/${path.split('/').map(encodeURIComponent).join('/')}` };
    },
  };
}

async function defaultDatastore(options: UploadOptions, workspaceId: string) {
  const { client, group, workspace } = options.arm.machineLearning(workspaceId);
  for await (const { name, properties } of client.datastores.list(group, workspace, { isDefault: true })) {
    if (!('containerName' in properties) || !('accountName' in properties)) break;
    const { accountName, containerName, endpoint = options.storageSuffix } = properties;
    if (!name || !accountName || !containerName || !endpoint) break;
    // Whoever may change the datastore could otherwise have the app's token sent to a host of their own.
    if (endpoint !== options.storageSuffix || !isAccount.test(accountName) || !isContainer.test(containerName)) {
      throw refusing(
        'operation-failed',
        `The default datastore of workspace ${workspace} is not in a storage account under ${options.storageSuffix}`,
        'Look at the datastore workspaceblobstore in the studio.',
      );
    }
    const url = `https://${accountName}.blob.${endpoint}/${containerName}`;
    return { name, container: new ContainerClient(url, options.credential, blobOptions(options)) };
  }
  throw refusing(
    'operation-failed',
    `Workspace ${workspace} has no default datastore of blobs to upload to`,
    'Make its datastore workspaceblobstore the default one again.',
  );
}

/** Source: Naming rules and restrictions for Azure resources, Microsoft.Storage. */
const isAccount = /^[a-z0-9]{3,24}$/;
const isContainer = /^[a-z0-9$][a-z0-9-]{2,62}$/;

const blobOptions = ({ httpClient }: UploadOptions) => ({
  retryOptions: { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 4000 },
  ...(httpClient && { httpClient: forStorage(httpClient) }),
});

const filesAtOnce = 8;

/** The first file carries the mark that all of them are there: blobs know no folders that could (azure-ai-ml). */
async function uploadOnce(container: ContainerClient, path: string, { files, asset }: Folder): Promise<void> {
  const [first, ...others] = [...files.keys()].sort();
  if (first === undefined) throw new Error('a folder without files');
  const marked = container.getBlockBlobClient(`${path}/${first}`);
  if (await isComplete(marked)) return;
  const put = (name: string) =>
    container.getBlockBlobClient(`${path}/${name}`).uploadData(files.get(name) ?? new Uint8Array());
  const waiting = [first, ...others];
  const worker = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await put(name);
  };
  await Promise.all(Array.from({ length: filesAtOnce }, worker));
  await marked.setMetadata({ name: asset.name, version: asset.version, upload_status: 'completed' });
}

async function isComplete(blob: { getProperties(): Promise<{ metadata?: Record<string, string> }> }): Promise<boolean> {
  try {
    const { metadata } = await blob.getProperties();
    return metadata?.['upload_status'] === 'completed';
  } catch (problem) {
    if (isStatus(problem, 404)) return false;
    throw problem;
  }
}
