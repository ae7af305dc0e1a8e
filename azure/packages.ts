import type { BlobClient } from '@azure/storage-blob';
import type { Packages, PushedPackage } from '../domain/stores.ts';
import type { AppStorage } from './app-storage.ts';
import { orAbsent, orThrow } from './failures.ts';
import { isStatus } from './table-values.ts';

/**
 * Three containers: people push to `flows`; `packages` keeps each zip under its content's hash; `logs` keeps what
 * deployments that failed had to say.
 *
 * A pushed zip that is larger than allowed is read one byte beyond that, and no further: enough to be refused.
 */
export function createPackages(storage: AppStorage, largestInBytes: number): Packages {
  const keptBlob = async (hash: string) => (await storage.container('packages')).getBlockBlobClient(`${hash}.zip`);
  return {
    pushed: (path) =>
      orAbsent('read a pushed package', async () => {
        if (leavesContainer(path)) return undefined;
        return readPushed((await storage.container('flows')).getBlobClient(path), largestInBytes + 1);
      }),
    keep: (hash, bytes) =>
      orThrow('keep a package', async () => {
        const blob = await keptBlob(hash);
        try {
          await blob.uploadData(bytes, { conditions: { ifNoneMatch: '*' }, blobHTTPHeaders: zipHeaders });
        } catch (problem) {
          if (!isStatus(problem, 409, 412)) throw problem;
        }
      }),
    kept: (hash) => orAbsent('read a package', async () => (await keptBlob(hash)).downloadToBuffer()),
    keepLogs: (releaseId, name, text) =>
      orThrow('keep logs', async () => {
        const logs = await storage.container('logs');
        const blob = logs.getBlockBlobClient(`${pathPart(releaseId)}/${pathPart(name)}.txt`);
        await blob.uploadData(Buffer.from(text), { blobHTTPHeaders: { blobContentType: 'text/plain; charset=utf-8' } });
        return blob.url;
      }),
  };
}

const zipHeaders = { blobContentType: 'application/zip' };
const pathPart = (text: string) => text.replace(/[^A-Za-z0-9._-]/g, '-');

/** In an address two dots would lead to another container: to the keys of the app, for example. */
const leavesContainer = (path: string) => path.split(/[/\\]/).some((part) => part === '.' || part === '..');

async function readPushed(blob: BlobClient, mostBytes: number): Promise<PushedPackage> {
  // One response has both, so that the ETag is that of these very bytes. Broken off, it goes on only while that holds.
  const response = await blob.download();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.readableStreamBody ?? []) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= mostBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, mostBytes), eTag: plainETag(response.etag) };
}

/** Without quotes, as events carry it. */
const plainETag = (eTag: string | undefined) => (eTag ?? '').replace(/^W\//, '').replaceAll('"', '');
