import type { Fault } from '../outcome.ts';
import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { chatShape } from './chat.ts';
import { commonFacts, commonWarnings } from './common-facts.ts';
import { commonFaults } from './common-faults.ts';
import { type ConnectionMention, gathered, mentionsInVariables } from './connections.ts';
import { type DagPort, portsOf } from './dag.ts';
import { csharpFault, evaluationFault } from './evaluation.ts';
import type { PackageFault, PackageReading, Warning } from './facts.ts';
import { entryFiles, type FlexEntry, type FoundEntry, findEntry } from './flex-entry.ts';
import { interfaceProblems, portsOfEntry } from './flex-interface.ts';
import { searchesIndex } from './index-lookup.ts';
import { invalidFlow } from './invalid-flow.ts';
import { inputOf, outputOf } from './ports.ts';
import { isMapping, type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** Reads a flow that is a Python function or class (`flow.flex.yaml`). */
export function readFlexPackage(yaml: YamlFile, files: PackageFiles, name: string): PackageReading {
  const settings = mappingOf(yaml.value);
  const entry = textOf(settings['entry']) ?? '';
  if (isCsharp(settings, entry)) return { faults: [csharpFault(yaml, 'GenerateFlowMetaJsonError')], warnings: [] };
  const found = findEntry(entry, files);
  const known = found.kind === 'found' ? found.entry : undefined;
  const { inputs, outputs } = known ? portsOfEntry(known, settings) : portsOfYaml(settings);
  const { reason: _, ...chat } = chatShape(inputs, outputs);
  return {
    facts: {
      kind: 'flex',
      flowFile: yaml.file,
      name,
      ...chat,
      inputs: inputs.map(inputOf),
      outputs: outputs.map((output) => outputOf(output, false)),
      connections: gathered([...mentionsInVariables(settings), ...mentionsInInit(settings, known)]),
      usesIndexLookup: [...files.keys()].some((path) => path.endsWith('.py') && searchesIndex(files, path)),
      ...commonFacts(settings, files),
    },
    faults: [...evaluationFault(yaml, files, markOf(known)), ...entryFaults(found, yaml), ...commonFaults(yaml, files)],
    warnings: [...entryWarnings(found, yaml), ...commonWarnings(settings, files, entryFiles(entry, files))],
  };
}

const isCsharp = (settings: Mapping, entry: string): boolean =>
  textOf(settings['language']) === 'csharp' || /^\(.+\)[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)+$/.test(entry);

const portsOfYaml = (settings: Mapping): { inputs: DagPort[]; outputs: DagPort[] } => ({
  inputs: portsOf(settings, 'inputs'),
  outputs: portsOf(settings, 'outputs'),
});

const markOf = (entry: FlexEntry | undefined): string | undefined =>
  entry?.class?.methods.some(({ name }) => name === '__aggregate__')
    ? `${entry.class.name} has an __aggregate__`
    : undefined;

function entryFaults(found: FoundEntry, yaml: YamlFile): PackageFault[] {
  const place = yaml.placeOf(['entry']);
  if (found.kind === 'missing') {
    const slug: Fault['slug'] = found.reason.startsWith('The package has no file') ? 'missing-file' : 'invalid-flow';
    return [invalidFlow('GenerateFlowMetaJsonError', `${found.reason}.`, place, slug)];
  }
  const problems = found.kind === 'found' ? interfaceProblems(found.entry) : [];
  return problems.map((problem) => invalidFlow('GenerateFlowMetaJsonError', problem, place));
}

const entryWarnings = (found: FoundEntry, yaml: YamlFile): Warning[] =>
  found.kind === 'imported'
    ? [
        {
          message: 'The entry comes from another module, so its inputs are taken from the definition.',
          place: yaml.placeOf(['entry']),
        },
      ]
    : [];

/**
 * Connections of the arguments that the class is made with: `init.<name>.default`, `sample.init`, and the variable
 * PF_FLOW_INIT_CONFIG of the flow itself.
 */
function mentionsInInit(settings: Mapping, entry: FlexEntry | undefined): ConnectionMention[] {
  const parameters = entry?.class?.methods.find(({ name }) => name === '__init__')?.parameters ?? [];
  const wantsConnection = (name: string) => {
    const declared = textOf(mappingOf(mappingOf(settings['init'])[name])['type']);
    return /Connection$/.test(declared ?? parameters.find((parameter) => parameter.name === name)?.annotation ?? '');
  };
  const defaults = Object.entries(mappingOf(settings['init'])).map(
    ([name, value]) => [name, mappingOf(value)['default']] as const,
  );
  const samples = Object.entries(mappingOf(mappingOf(settings['sample'])['init']));
  return [...defaults, ...samples, ...initConfig(settings)].flatMap(([name, value]) => {
    const connection = isMapping(value) ? textOf(value['connection']) : wantsConnection(name) && textOf(value);
    return connection ? [{ name: connection, user: `init.${name}` }] : [];
  });
}

function initConfig(settings: Mapping): (readonly [string, unknown])[] {
  const text = textOf(mappingOf(settings['environment_variables'])['PF_FLOW_INIT_CONFIG']);
  try {
    return Object.entries(mappingOf(JSON.parse(text ?? '{}')));
  } catch {
    return [];
  }
}
