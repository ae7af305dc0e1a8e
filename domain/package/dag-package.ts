import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { plainPath } from './archive-paths.ts';
import { chatShape } from './chat.ts';
import { commonFacts, commonWarnings } from './common-facts.ts';
import { commonFaults } from './common-faults.ts';
import { connectionFaults, connectionsOf } from './connections.ts';
import { type DagFlow, readDag } from './dag.ts';
import { csharpFault, evaluationFault } from './evaluation.ts';
import type { PackageFacts, PackageFault, PackageReading } from './facts.ts';
import { droppedOutputs, droppedOutputWarnings, graphFaults } from './graph.ts';
import { isIndexLookup } from './index-lookup.ts';
import { loadFaults } from './load-faults.ts';
import { inputOf, outputOf } from './ports.ts';
import { sourceFaults } from './sources.ts';
import { toolFaults, toolWarnings } from './tool-faults.ts';
import { textOf } from './yaml-values.ts';

/** Reads a flow that is a graph of nodes (`flow.dag.yaml`). */
export function readDagPackage(yaml: YamlFile, files: PackageFiles, name: string): PackageReading {
  const flow = readDag(yaml);
  return {
    facts: factsOf(flow, yaml, files, name),
    faults: [
      ...unservableFaults(flow, yaml, files),
      ...loadFaults(flow, yaml),
      ...sourceFaults(flow, files, yaml),
      ...toolFaults(flow, files, yaml),
      ...connectionFaults(flow, yaml),
      ...graphFaults(flow, yaml),
      ...commonFaults(yaml, files),
    ],
    warnings: [
      ...droppedOutputWarnings(flow, yaml),
      ...toolWarnings(flow, files, yaml),
      ...commonWarnings(flow.settings, files, pythonFilesOf(flow, files)),
    ],
  };
}

/** One reason is enough: the nodes of a C# flow, or what an evaluation aggregates, are no faults of their own. */
function unservableFaults(flow: DagFlow, yaml: YamlFile, files: PackageFiles): PackageFault[] {
  const isCsharp = textOf(flow.settings['language']) === 'csharp' || flow.nodes.some((node) => node.type === 'csharp');
  if (isCsharp) return [csharpFault(yaml, 'NotImplementedError')];
  const aggregations = flow.nodes.filter((node) => node.isAggregation).map((node) => node.name);
  const mark = aggregations.length > 0 ? `it aggregates over a batch (${aggregations.join(', ')})` : undefined;
  return evaluationFault(yaml, files, mark);
}

const pythonFilesOf = (flow: DagFlow, files: PackageFiles): string[] => {
  const paths = flow.nodes.map((node) => plainPath(textOf(node.source['path']) ?? ''));
  return [...new Set(paths)].filter((path) => path.endsWith('.py') && files.has(path));
};

function factsOf(flow: DagFlow, yaml: YamlFile, files: PackageFiles, name: string): PackageFacts {
  const dropped = droppedOutputs(flow);
  const { reason: _, ...chat } = chatShape(flow.inputs, flow.outputs);
  return {
    kind: 'dag',
    flowFile: yaml.file,
    name,
    ...chat,
    inputs: flow.inputs.map(inputOf),
    outputs: flow.outputs.map((output) => outputOf(output, dropped.includes(output.name))),
    connections: connectionsOf(flow, files),
    usesIndexLookup: flow.nodes.some((node) => isIndexLookup(node, files)),
    ...commonFacts(flow.settings, files),
  };
}
