import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A flow on this machine, ready to be sent. */
export interface LocalPackage {
  readonly name: string;
  readonly zip: Uint8Array;
}

/** What a development leaves in a flow's folder, and no deployment wants. */
const leftOut = /(^|\/)(\.git|\.runs|__pycache__|node_modules|\.venv|\.pytest_cache|\.DS_Store)(\/|$)/;

/** Reads a zip, or zips a folder. */
export async function readLocalPackage(target: string): Promise<LocalPackage> {
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) throw new Error(`There is no ${target}.`);
  const name = path.basename(path.resolve(target)).replace(/\.zip$/i, '');
  return { name, zip: found.isDirectory() ? await zipFolder(target) : readFileSync(target) };
}

async function zipFolder(folder: string): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const inside = path.relative(folder, full).replaceAll(path.sep, '/');
    if (entry.isFile() && !leftOut.test(inside)) zip.addFile(full, inside);
  }
  zip.end();
  return await buffer(zip.outputStream);
}
