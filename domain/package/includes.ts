import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { PackageFault } from './facts.ts';
import { listOf, type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** The files outside the folder that the author's tools copy in before a run. The serving container does not. */
export const includesOf = (settings: Mapping): string[] =>
  listOf(settings['additional_includes']).flatMap((include) => textOf(include) ?? []);

/** Includes of which no copy is in the package. A copy lies at the top, under the last part of the include's path. */
export function includeFaults(yaml: YamlFile, files: PackageFiles): PackageFault[] {
  const includes = includesOf(mappingOf(yaml.value));
  return includes.flatMap((include, index) => {
    const name = include.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
    if ([...files.keys()].some((path) => path === name || path.startsWith(`${name}/`))) return [];
    const message = `The flow includes ${include} from outside its folder, and the package has no copy of it.`;
    const remedy = `Copy it to the top of the package as ${name}, or build the package with "pf flow build".`;
    return [{ slug: 'missing-file', message, remedy, place: yaml.placeOf(['additional_includes', index]) }];
  });
}
