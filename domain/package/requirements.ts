import type { PackageFiles } from './archive.ts';
import { plainPath } from './archive-paths.ts';
import { type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** What pip would install, if anything. */
export interface Requirements {
  readonly requirementsFile: string;
  readonly requirementsText: string;
}

/** The file that the definition names, else `requirements.txt`; nothing if it is absent or asks for nothing. */
export function requirementsOf(settings: Mapping, files: PackageFiles): Requirements | undefined {
  const named = textOf(mappingOf(settings['environment'])['python_requirements_txt']) ?? 'requirements.txt';
  const requirementsFile = plainPath(named);
  const requirementsText = new TextDecoder().decode(files.get(requirementsFile));
  return entriesOf(requirementsText).length > 0 ? { requirementsFile, requirementsText } : undefined;
}

/** The lines that ask for something: no comments, no blank lines. A backslash joins a line to the next. */
export const entriesOf = (requirementsText: string): string[] =>
  requirementsText
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
