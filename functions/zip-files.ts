import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { PackageFiles } from '../domain/package/archive.ts';

/** Zips files, so that they can be kept as a pushed zip is. */
export async function zipFiles(files: PackageFiles): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [path, bytes] of files) zip.addBuffer(Buffer.from(bytes), path);
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}
