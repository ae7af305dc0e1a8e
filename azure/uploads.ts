import type { ContainerClient } from '@azure/storage-blob';
import { type DatastoreOptions, defaultDatastore } from './datastores.ts';
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

/** The path that a folder gets. */
export const uploadPath = (folder: Pick<Folder, 'hash' | 'name'>) => `LocalUpload/${folder.hash}/${folder.name}`;

export function createUploads(options: DatastoreOptions): Uploads {
  return {
    async upload(workspaceId, folder) {
      const { name: datastore, container } = await defaultDatastore(options, workspaceId);
      const path = uploadPath(folder);
      await uploadOnce(container, path, folder);
      return { datastore, path, url: `${container.url}/${path.split('/').map(encodeURIComponent).join('/')}` };
    },
  };
}

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
