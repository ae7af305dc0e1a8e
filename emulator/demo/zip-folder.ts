import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Zips a folder as a person would, with some files changed on the way. */
export async function zipFolder(folder: string, changed: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, full).replaceAll(path.sep, '/');
    zip.addBuffer(changed[name] === undefined ? readFileSync(full) : Buffer.from(changed[name]), name);
  }
  zip.end();
  return await buffer(zip.outputStream);
}
