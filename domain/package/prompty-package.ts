import { readYaml, type YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { chatShape } from './chat.ts';
import { commonFacts, commonWarnings } from './common-facts.ts';
import { commonFaults } from './common-faults.ts';
import { gathered, mentionsInVariables } from './connections.ts';
import { portsOf } from './dag.ts';
import type { PackageReading, Warning } from './facts.ts';
import { fileText } from './file-text.ts';
import { inputOf, outputOf } from './ports.ts';
import { mappingOf, textOf } from './yaml-values.ts';

/** Reads a flow that is a single prompt with a head of YAML (`*.prompty`). */
export function readPromptyPackage(file: string, files: PackageFiles, name: string): PackageReading {
  const yaml = readYaml(file, new TextEncoder().encode(headOf(fileText(files, file) ?? '')));
  if (yaml.kind === 'refused') return { faults: [yaml.fault], warnings: [] };
  const settings = mappingOf(yaml.value.value);
  const inputs = portsOf(settings, 'inputs');
  const outputs = portsOf(settings, 'outputs');
  const { reason: _, ...chat } = chatShape(inputs, outputs);
  const connection = connectionOf(yaml.value);
  return {
    facts: {
      kind: 'prompty',
      flowFile: file,
      name,
      ...chat,
      inputs: inputs.map(inputOf),
      outputs: outputs.map((output) => outputOf(output, false)),
      connections: gathered([
        ...mentionsInVariables(settings),
        ...(connection ? [{ name: connection, user: 'model' }] : []),
      ]),
      usesIndexLookup: false,
      ...commonFacts(settings, files),
    },
    faults: commonFaults(yaml.value, files),
    warnings: [
      ...(connection ? [localConnection(yaml.value, connection)] : []),
      ...commonWarnings(settings, files, []),
    ],
  };
}

/** The head alone, at the lines where it stands. */
function headOf(text: string): string {
  const [, before = '', head = ''] = /^(\s*)---[^\S\n]*\r?\n([\s\S]*?)^---/m.exec(text) ?? [];
  return `${before}\n${head}`;
}

const connectionOf = (yaml: YamlFile): string | undefined =>
  textOf(mappingOf(mappingOf(mappingOf(yaml.value)['model'])['configuration'])['connection']);

const localConnection = (yaml: YamlFile, connection: string): Warning => ({
  message: `The prompt names the connection ${connection}, which the container looks for on its own disk: refer to variables with \${env:NAME} instead.`,
  place: yaml.placeOf(['model', 'configuration', 'connection']),
});
