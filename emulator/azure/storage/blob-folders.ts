import {
  type BlobItem,
  BlobServiceClient,
  type ContainerClient,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { StorageAddresses } from '../../storage.ts';
import type { Cloud } from '../cloud.ts';
import type { Resource, Workspace } from '../resources.ts';

/** A folder in blob storage. */
export interface BlobFolder {
  readonly account: string;
  readonly container: string;
  /** Without slashes at its ends. */
  readonly path: string;
}

/** The client of an account of the emulated storage; undefined for accounts that are not there. */
export function blobService(storage: StorageAddresses, account: string): BlobServiceClient | undefined {
  const found = [storage.appAccount, storage.workspaceAccount].find((each) => each.name === account);
  if (!found) return undefined;
  const url = `${storage.blobUrl}/${found.name}`;
  return new BlobServiceClient(url, new StorageSharedKeyCredential(found.name, found.key));
}

/**
 * Where the content of an asset lies, by its address: `azureml://…/datastores/<name>/paths/<path>` with or without the
 * workspace before it, or the https address of a blob folder.
 */
export function folderAt(cloud: Cloud, workspace: Workspace, uri: string): BlobFolder | undefined {
  const inDatastore = /^azureml:\/\/(?:.*\/)?datastores\/([^/]+)\/paths\/(.+)$/.exec(uri);
  if (inDatastore) {
    const datastore = cloud.datastores.get(`${workspace.id}/datastores/${inDatastore[1]}`);
    return datastore && inContainer(datastore, inDatastore[2] ?? '');
  }
  const inBlobs = /^https:\/\/([^./]+)\.blob\.[^/]+\/([^/]+)\/(.+)$/.exec(uri);
  if (!inBlobs) return undefined;
  return { account: inBlobs[1] ?? '', container: inBlobs[2] ?? '', path: trimmed(inBlobs[3] ?? '') };
}

const inContainer = ({ properties }: Resource, path: string): BlobFolder => ({
  account: String(properties['accountName']),
  container: String(properties['containerName']),
  path: trimmed(path),
});

const trimmed = (path: string) => decodeURIComponent(path).replace(/^\/+|\/+$/g, '');

/** Reads the files of a folder, by their path in it. Empty when there is no such folder. */
export async function readFolder(storage: StorageAddresses, folder: BlobFolder): Promise<Map<string, Uint8Array>> {
  const container = blobService(storage, folder.account)?.getContainerClient(folder.container);
  if (!container) return new Map();
  const prefix = `${folder.path}/`;
  const blobs = await blobsIn(container, prefix);
  const contents = await Promise.all(blobs.map((blob) => contentOf(container, blob)));
  return new Map(blobs.map(({ name }, at) => [name.slice(prefix.length), contents[at] ?? new Uint8Array()]));
}

async function blobsIn(container: ContainerClient, prefix: string): Promise<BlobItem[]> {
  const blobs: BlobItem[] = [];
  try {
    for await (const blob of container.listBlobsFlat({ prefix })) blobs.push(blob);
  } catch (problem) {
    if ((problem as { statusCode?: number }).statusCode !== 404) throw problem;
  }
  return blobs;
}

// A thousand deployments of one flow share its files: what was read stays for those who come next, as long as it is small.
const cached = new Map<string, Promise<Uint8Array>>();
const cachedBlobs = 500;
const largestCachedInBytes = 100_000;

function contentOf(container: ContainerClient, { name, properties }: BlobItem): Promise<Uint8Array> {
  const key = `${container.url}/${name}@${properties.etag}`;
  const known = cached.get(key);
  if (known !== undefined) return known;
  const content = container.getBlobClient(name).downloadToBuffer();
  if ((properties.contentLength ?? 0) > largestCachedInBytes) return content;
  cached.set(key, content);
  const [oldest] = cached.keys();
  if (cached.size > cachedBlobs && oldest !== undefined) cached.delete(oldest);
  content.catch(() => cached.delete(key));
  return content;
}
