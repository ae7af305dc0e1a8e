import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { PackageFault } from './facts.ts';
import { includeFaults } from './includes.ts';
import { secretFaults } from './package-secrets.ts';

/** What stops a flow of any kind. */
export const commonFaults = (yaml: YamlFile, files: PackageFiles): PackageFault[] => [
  ...includeFaults(yaml, files),
  ...secretFaults(yaml, files),
];
