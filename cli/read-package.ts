import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { isLeftOut } from '../domain/package/archive-paths.ts';
import { includedFiles } from './included-files.ts';

/** A flow on this machine, ready to be sent. */
export interface LocalPackage {
  readonly name: string;
  readonly zip: Uint8Array;
}

/** Reads a zip, or zips a folder. */
export async function readLocalPackage(target: string): Promise<LocalPackage> {
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) throw new Error(`There is no ${target}.`);
  const name = path.basename(path.resolve(target)).replace(/\.zip$/i, '');
  return { name, zip: found.isDirectory() ? await zipFolder(target) : readFileSync(target) };
}

async function zipFolder(folder: string): Promise<Uint8Array> {
  const zip = new ZipFile();
  // A file that the flow includes from outside takes the place of its own, as with `pf flow build`.
  const files = new Map([...filesBelow(folder, folder), ...includedFiles(folder, filesBelow)]);
  for (const [inside, full] of files) zip.addFile(full, inside);
  zip.end();
  return await buffer(zip.outputStream);
}

/** The files of a folder, or one file, by their paths inside `base`. */
function filesBelow(source: string, base: string): ReadonlyMap<string, string> {
  const inside = (full: string) => path.relative(base, full).replaceAll(path.sep, '/');
  const found = statSync(source, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return new Map(found ? [[inside(source), source]] : []);
  const entries = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((full) => [inside(full), full] as const).filter(([name]) => !isLeftOut(name)));
}
