import type { Refused } from '../outcome.ts';
import { readYaml } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { readContainerPackage } from './container-package.ts';
import { readDagPackage } from './dag-package.ts';
import { findDefinition } from './definition.ts';
import type { PackageReading } from './facts.ts';
import { readFlexPackage } from './flex-package.ts';
import { readPromptyPackage } from './prompty-package.ts';
import { isMapping } from './yaml-values.ts';

/**
 * Reads what a package is and everything that would stop it from being served, without running any of its code.
 * All faults are reported, not the first only; `name` is what the flow is called where its definition does not matter.
 */
export function readPackage(files: PackageFiles, name: string): PackageReading {
  const definition = findDefinition(files);
  if (definition.kind === 'done') return readFlow(definition.value, files, name);
  const container = definition.fault.slug === 'no-flow' ? readContainerPackage(files, name) : undefined;
  return container ?? onlyFault(definition);
}

/** Reads the flow that one of the package's files defines. */
export function readFlow(file: string, files: PackageFiles, name: string): PackageReading {
  if (file.endsWith('.prompty')) return readPromptyPackage(file, files, name);
  const yaml = readYaml(file, files.get(file) ?? new Uint8Array());
  if (yaml.kind === 'refused') return onlyFault(yaml);
  // The key decides, whatever the file is called.
  const isFlex = isMapping(yaml.value.value) && 'entry' in yaml.value.value;
  return isFlex ? readFlexPackage(yaml.value, files, name) : readDagPackage(yaml.value, files, name);
}

const onlyFault = ({ fault }: Refused): PackageReading => ({ faults: [fault], warnings: [] });
