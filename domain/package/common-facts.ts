import type { PackageFiles } from './archive.ts';
import type { PackageFacts, Warning } from './facts.ts';
import { importWarnings } from './import-warnings.ts';
import { requirementWarnings } from './requirement-warnings.ts';
import { requirementsOf } from './requirements.ts';
import { sampleFileOf } from './samples.ts';
import { isMapping, type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** What the definitions of all flow kinds say in the same words. */
export function commonFacts(settings: Mapping, files: PackageFiles): Partial<PackageFacts> {
  const image = textOf(mappingOf(settings['environment'])['image']);
  const sampleFile = sampleFileOf(files);
  const environmentVariables = variablesOf(settings);
  return {
    ...requirementsOf(settings, files),
    ...(image ? { image } : {}),
    ...(sampleFile ? { sampleFile } : {}),
    ...(Object.keys(environmentVariables).length > 0 ? { environmentVariables } : {}),
  };
}

/** Lists and mappings reach the container as Python writes JSON: with a space after each comma and colon. */
function variablesOf(settings: Mapping): Record<string, string> {
  const entries = Object.entries(mappingOf(settings['environment_variables']));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'object' ? pythonJson(value) : String(value)]),
  );
}

function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${pythonJson(inner)}`);
  return `{${entries.join(', ')}}`;
}

/** What may go wrong in the same way for all flow kinds; `pythonFiles` are those that the container loads. */
export function commonWarnings(settings: Mapping, files: PackageFiles, pythonFiles: readonly string[]): Warning[] {
  const requirements = requirementsOf(settings, files);
  return [
    ...(requirements ? requirementWarnings(requirements) : []),
    ...importWarnings(pythonFiles, files, requirements?.requirementsText ?? ''),
  ];
}
