import { type Refused, refused } from '../outcome.ts';
import { readYaml } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { readDagPackage } from './dag-package.ts';
import { findDefinition } from './definition.ts';
import type { PackageReading } from './facts.ts';
import { isMapping } from './yaml-values.ts';

/**
 * Reads what a package is and everything that would stop it from being served, without running any of its code.
 * All faults are reported, not the first only; `name` is what the flow is called where its definition does not matter.
 */
export function readPackage(files: PackageFiles, name: string): PackageReading {
  const definition = findDefinition(files);
  if (definition.kind === 'refused') return onlyFault(definition);
  const file = definition.value;
  if (file.endsWith('.prompty')) return onlyFault(notYet('prompty', file));
  const yaml = readYaml(file, files.get(file) ?? new Uint8Array());
  if (yaml.kind === 'refused') return onlyFault(yaml);
  // The key decides, whatever the file is called.
  if (isMapping(yaml.value.value) && 'entry' in yaml.value.value) return onlyFault(notYet('flex', file));
  return readDagPackage(yaml.value, files, name);
}

const onlyFault = ({ fault }: Refused): PackageReading => ({ faults: [fault], warnings: [] });

const notYet = (kind: string, file: string): Refused =>
  refused('unsupported-flow', `The package is a ${kind} flow.`, 'Deploy a DAG flow (flow.dag.yaml).', { file });
