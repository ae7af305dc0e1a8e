import type { PackageFiles } from './archive.ts';
import type { PythonClass, PythonFunction, PythonModule } from './python/module.ts';
import { pythonModule } from './python-file.ts';

/** The Python that a flex flow starts: a function, or a class whose objects can be called. */
export interface FlexEntry {
  readonly call: PythonFunction;
  readonly class?: PythonClass;
  readonly module: PythonModule;
}

/** What became of the search: the entry, a reason why the container would not start, or a name that comes from elsewhere. */
export type FoundEntry =
  | { readonly kind: 'found'; readonly entry: FlexEntry }
  | { readonly kind: 'imported' }
  | { readonly kind: 'missing'; readonly reason: string };

/** The file that holds the entry's module. */
export function entryFiles(entry: string, files: PackageFiles): string[] {
  const path = entry.slice(0, Math.max(0, entry.indexOf(':'))).replaceAll('.', '/');
  return [`${path}.py`, `${path}/__init__.py`].filter((file) => files.has(file)).slice(0, 1);
}

/** Looks up `module:name` in the package. */
export function findEntry(entry: string, files: PackageFiles): FoundEntry {
  const [, path, name] = /^([a-zA-Z0-9_.]+):([a-zA-Z0-9_]+)$/.exec(entry) ?? [];
  if (!path || !name) return { kind: 'missing', reason: `The entry ${entry} is not of the form module:name` };
  const file = path.replaceAll('.', '/');
  const module = entryFiles(entry, files).map((found) => pythonModule(files, found))[0];
  if (!module) return { kind: 'missing', reason: `The package has no file ${file}.py, which the entry ${entry} names` };
  const call = module.functions.findLast((candidate) => candidate.name === name);
  if (call) return { kind: 'found', entry: { call, module } };
  const owner = module.classes.findLast((candidate) => candidate.name === name);
  const method = owner?.methods.find((candidate) => candidate.name === '__call__');
  if (owner && method) return { kind: 'found', entry: { call: method, class: owner, module } };
  const isElsewhere = owner
    ? owner.bases.length > 0
    : module.imports.some(({ names }) => names.some(({ as }) => as === name));
  return isElsewhere
    ? { kind: 'imported' }
    : { kind: 'missing', reason: `${file}.py has no function or callable class ${name}` };
}
