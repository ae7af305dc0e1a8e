import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { includesOf } from '../domain/package/includes.ts';
import { mappingOf } from '../domain/package/yaml-values.ts';
import { readYaml } from '../domain/yaml-file.ts';

type Files = ReadonlyMap<string, string>;

/** The files that a flow includes from outside its folder, by the path that their copies get: the top of the package. */
export function includedFiles(folder: string, filesBelow: (source: string, base: string) => Files): Files {
  const sources = includesIn(folder).map((include) => path.resolve(folder, include));
  return new Map(sources.flatMap((source) => [...filesBelow(source, path.dirname(source))]));
}

function includesIn(folder: string): string[] {
  const definitions = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];
  return definitions
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const yaml = readYaml(file, readFileSync(file));
      return yaml.kind === 'done' ? includesOf(mappingOf(yaml.value.value)) : [];
    });
}
