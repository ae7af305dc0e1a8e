import type { PackageFiles } from './archive.ts';
import { plainPath } from './archive-paths.ts';

/** The text of a file of the package; `undefined` if it is not there. */
export function fileText(files: PackageFiles, path: string): string | undefined {
  const bytes = files.get(plainPath(path));
  return bytes && new TextDecoder().decode(bytes);
}
