import { refused } from '../outcome.ts';
import { readYaml, type YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { PackageFault } from './facts.ts';
import { mappingOf, textOf } from './yaml-values.ts';

/**
 * The fault of a flow that works on a finished batch run. It may say so in its definition, in the older `flow.meta.yaml`
 * beside it, or by what it does (`mark`). The service refuses such flows; the container would drop what they aggregate.
 */
export function evaluationFault(yaml: YamlFile, files: PackageFiles, mark: string | undefined): PackageFault[] {
  const saysSo = /^evaluat(e|ion)$/.test(textOf(mappingOf(yaml.value)['type']) ?? '') || metaSaysSo(files);
  const why = mark ?? (saysSo ? 'its type says so' : undefined);
  if (!why) return [];
  const remedy = 'Deploy the flow that it evaluates; run this one over its batch runs.';
  return [refused('evaluation-flow', `This is an evaluation flow: ${why}.`, remedy, { file: yaml.file }).fault];
}

function metaSaysSo(files: PackageFiles): boolean {
  const meta = readYaml('flow.meta.yaml', files.get('flow.meta.yaml') ?? new Uint8Array());
  return meta.kind === 'done' && /^evaluat(e|ion)$/.test(textOf(mappingOf(meta.value.value)['type']) ?? '');
}

/** C# flows have another image and other rules; `runtimeClass` is what the Python runtime would say. */
export const csharpFault = (yaml: YamlFile, runtimeClass: string): PackageFault => ({
  ...refused('unsupported-flow', 'The flow is written in C#.', 'Deploy it as a container of its own.', {
    file: yaml.file,
  }).fault,
  runtimeClass,
});
