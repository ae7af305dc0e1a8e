import { type Fault, refused } from '../outcome.ts';
import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { chatShape } from './chat.ts';
import { connectionFaults, connectionsOf } from './connections.ts';
import { type DagFlow, type DagPort, readDag } from './dag.ts';
import type { FlowInput, FlowOutput, PackageFacts, PackageFault, PackageReading } from './facts.ts';
import { droppedOutputs, droppedOutputWarnings, graphFaults } from './graph.ts';
import { isIndexLookup } from './index-lookup.ts';
import { isCsharp, isEvaluationFlow, loadFaults } from './load-faults.ts';
import { requirementsOf } from './requirements.ts';
import { sampleFileOf } from './samples.ts';
import { sourceFaults } from './sources.ts';
import { mappingOf, textOf } from './yaml-values.ts';

/** Reads a flow that is a graph of nodes (`flow.dag.yaml`). */
export function readDagPackage(yaml: YamlFile, files: PackageFiles, name: string): PackageReading {
  const flow = readDag(yaml);
  const unservable = unservableFault(flow, yaml);
  return {
    facts: factsOf(flow, yaml, files, name),
    faults: [
      ...(unservable ? [unservable] : []),
      ...loadFaults(flow, yaml),
      ...sourceFaults(flow, files, yaml),
      ...connectionFaults(flow, yaml),
      ...graphFaults(flow, yaml),
    ],
    warnings: droppedOutputWarnings(flow, yaml),
  };
}

function unservableFault(flow: DagFlow, yaml: YamlFile): PackageFault | undefined {
  if (isCsharp(flow)) {
    return fault('unsupported-flow', 'The flow is written in C#.', 'Deploy it as a container of its own.', yaml);
  }
  if (!isEvaluationFlow(flow)) return undefined;
  const marks = flow.nodes.filter((node) => node.isAggregation).map((node) => node.name);
  const why = marks.length > 0 ? `it aggregates over a batch (${marks.join(', ')})` : 'its type says so';
  return fault(
    'evaluation-flow',
    `This is an evaluation flow: ${why}.`,
    'Deploy the flow that it evaluates; run this one over its batch runs.',
    yaml,
  );
}

const fault = (slug: Fault['slug'], message: string, remedy: string, yaml: YamlFile): Fault =>
  refused(slug, message, remedy, { file: yaml.file }).fault;

function factsOf(flow: DagFlow, yaml: YamlFile, files: PackageFiles, name: string): PackageFacts {
  const image = textOf(mappingOf(flow.settings['environment'])['image']);
  const sampleFile = sampleFileOf(files);
  const dropped = droppedOutputs(flow);
  const { reason: _, ...chat } = chatShape(flow.inputs, flow.outputs);
  return {
    kind: 'dag',
    flowFile: yaml.file,
    name,
    ...chat,
    inputs: flow.inputs.map(inputOf),
    outputs: flow.outputs.filter((output) => !dropped.includes(output.name)).map(outputOf),
    connections: connectionsOf(flow),
    usesIndexLookup: flow.nodes.some(isIndexLookup),
    ...requirementsOf(flow.settings, files),
    ...(image ? { image } : {}),
    ...(sampleFile ? { sampleFile } : {}),
  };
}

function inputOf({ name, type = 'object', settings }: DagPort): FlowInput {
  const fallback = settings['default'] ?? undefined;
  return {
    name,
    type,
    required: fallback === undefined,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...described(settings['description']),
  };
}

function outputOf({ name, type = 'object', settings }: DagPort): FlowOutput {
  return {
    name,
    type,
    ...(settings['evaluation_only'] === true ? { evaluationOnly: true } : {}),
    ...described(settings['description']),
  };
}

function described(value: unknown): { description?: string } {
  const description = textOf(value);
  return description ? { description } : {};
}
