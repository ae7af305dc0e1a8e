import type { PackageFiles } from './archive.ts';
import { plainPath } from './archive-paths.ts';
import { type PythonModule, readPython } from './python/module.ts';

/** What is longer is not read: people do not write such files. */
const maxBytes = 512 * 1024;

/** Several nodes may share a file: it is read once. */
const known = new WeakMap<Uint8Array, PythonModule>();

/** A Python file of the package; `undefined` if it is not there. */
export function pythonModule(files: PackageFiles, path: string): PythonModule | undefined {
  const bytes = files.get(plainPath(path));
  if (!bytes) return undefined;
  const module = known.get(bytes) ?? readPython(bytes.byteLength > maxBytes ? '' : new TextDecoder().decode(bytes));
  known.set(bytes, module);
  return module;
}
