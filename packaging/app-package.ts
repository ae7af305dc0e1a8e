import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ZipFile } from 'yazl';

export interface PackagedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * What is deployed: what was built into `dist/`, host.json, and a package.json that names the entry and needs no
 * packages, because all are bundled but `@azure/functions-core`, which the host brings.
 */
export function packagedFiles(projectFolder: string, builtFolder: string): readonly PackagedFile[] {
  const { name, version } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as Manifest;
  const manifest = { name, version, private: true, main: 'dist/main.cjs' };
  const built = readdirSync(builtFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:map|zip)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [
    { name: 'host.json', bytes: readFileSync(path.join(projectFolder, 'host.json')) },
    { name: 'package.json', bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
    ...built.map((file) => ({
      name: path.posix.join('dist', ...path.relative(builtFolder, file).split(path.sep)),
      bytes: readFileSync(file),
    })),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

// The first day of the DOS calendar: the same files give the same bytes, whenever and wherever they are packed.
const noTime = new Date(1980, 0, 1);

export async function zipOf(files: readonly PackagedFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes } of files)
    zip.addBuffer(bytes, name, { mtime: noTime, mode: 0o100644, forceDosTimestamp: true });
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
