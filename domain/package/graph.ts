import type { YamlFile } from '../yaml-file.ts';
import type { DagFlow, DagNode } from './dag.ts';
import type { PackageFault, Warning } from './facts.ts';
import { invalidFlow } from './invalid-flow.ts';
import { referenceOf } from './references.ts';

/** What the serving runtime checks of the graph at start-up, all at once instead of the first only. */
export function graphFaults(flow: DagFlow, yaml: YamlFile): PackageFault[] {
  const inputs = new Set(flow.inputs.map(({ name }) => name));
  const nodes = new Map(flow.nodes.map((node) => [node.name, node]));
  return [
    ...doubledNames(flow, yaml),
    ...flow.nodes.flatMap((node) => [...unknownInputs(node, inputs, yaml), ...wrongNodes(node, nodes, yaml)]),
    ...cycles(flow, yaml),
    ...wrongOutputs(flow, yaml),
  ];
}

/** An output that refers to an aggregation node never appears in the answer. */
export function droppedOutputs(flow: DagFlow): string[] {
  const aggregations = new Set(flow.nodes.filter((node) => node.isAggregation).map((node) => node.name));
  return flow.outputs
    .filter((output) => {
      const target = referenceOf(output.settings['reference']);
      return target.kind === 'node' && aggregations.has(target.name);
    })
    .map((output) => output.name);
}

export const droppedOutputWarnings = (flow: DagFlow, yaml: YamlFile): Warning[] =>
  droppedOutputs(flow).map((name) => ({
    message: `The output ${name} refers to an aggregation node and will not be in the answer.`,
    place: yaml.placeOf(['outputs', name, 'reference']),
  }));

function doubledNames(flow: DagFlow, yaml: YamlFile): PackageFault[] {
  const names = flow.nodes.map((node) => node.name);
  return flow.nodes
    .filter((node, index) => names.indexOf(node.name) !== index)
    .map((node) => invalidFlow('DuplicateNodeName', `Two nodes have the name ${node.name}.`, yaml.placeOf(node.path)));
}

function unknownInputs(node: DagNode, known: ReadonlySet<string>, yaml: YamlFile): PackageFault[] {
  return Object.entries(node.inputs).flatMap(([key, value]) => {
    const target = referenceOf(value);
    if (target.kind !== 'input' || known.has(target.name)) return [];
    const message = `The node ${node.name} refers to the flow input ${target.name}, which is not defined.`;
    return [invalidFlow('InputReferenceNotFound', message, yaml.placeOf([...node.path, 'inputs', key]))];
  });
}

/** The nodes that must have run before this one: its inputs and its activation. */
function referredNodes(node: DagNode): { name: string; path: readonly PropertyKey[]; isActivation: boolean }[] {
  const inputs = Object.entries(node.inputs).map(([key, value]) => ({
    value,
    path: ['inputs', key],
    isActivation: false,
  }));
  const activation = { value: node.activate?.['when'], path: ['activate', 'when'], isActivation: true };
  return [...inputs, activation].flatMap(({ value, path, isActivation }) => {
    const target = referenceOf(value);
    return target.kind === 'node' ? [{ name: target.name, path: [...node.path, ...path], isActivation }] : [];
  });
}

function wrongNodes(node: DagNode, nodes: ReadonlyMap<string, DagNode>, yaml: YamlFile): PackageFault[] {
  return referredNodes(node).flatMap(({ name, path, isActivation }) => {
    const target = nodes.get(name);
    if (!target) {
      const message = `The node ${node.name} refers to the node ${name}, which does not exist.`;
      return [invalidFlow('NodeReferenceNotFound', message, yaml.placeOf(path))];
    }
    if (!node.isAggregation && target.isAggregation) {
      const message = `The node ${node.name} refers to the aggregation node ${name}, which runs after all lines.`;
      return [invalidFlow('InvalidNodeReference', message, yaml.placeOf(path))];
    }
    if (isActivation && node.isAggregation && !target.isAggregation) {
      const message = `The aggregation node ${node.name} is activated by the node ${name}, which runs once per line.`;
      return [invalidFlow('InvalidNodeReference', message, yaml.placeOf(path))];
    }
    return [];
  });
}

/** Takes away the nodes that wait for nothing, again and again; what stays waits for itself. */
function cycles(flow: DagFlow, yaml: YamlFile): PackageFault[] {
  const names = new Set(flow.nodes.map((node) => node.name));
  const waits = new Map(
    flow.nodes.map((node) => [
      node,
      new Set(
        referredNodes(node)
          .map(({ name }) => name)
          .filter((name) => names.has(name)),
      ),
    ]),
  );
  const free = flow.nodes.filter((node) => waits.get(node)?.size === 0);
  for (const node of free) {
    waits.delete(node);
    for (const [dependent, open] of waits) {
      if (open.delete(node.name) && open.size === 0) free.push(dependent);
    }
  }
  const [stuck] = waits.keys();
  if (!stuck) return [];
  const message = `These nodes wait for each other: ${[...waits.keys()].map((node) => node.name).join(', ')}.`;
  return [invalidFlow('NodeCircularDependency', message, yaml.placeOf(stuck.path))];
}

function wrongOutputs(flow: DagFlow, yaml: YamlFile): PackageFault[] {
  return flow.outputs.flatMap((output) => {
    const reference = output.settings['reference'] ?? '';
    const target = referenceOf(reference);
    const place = yaml.placeOf([...output.path, 'reference']);
    if (reference === '') {
      return [invalidFlow('EmptyOutputReference', `The output ${output.name} has no reference.`, place)];
    }
    const known = target.kind === 'input' ? flow.inputs : flow.nodes;
    if (target.kind === 'literal' || known.some(({ name }) => name === target.name)) return [];
    const message = `The output ${output.name} refers to the ${target.kind} ${target.name}, which does not exist.`;
    return [invalidFlow('OutputReferenceNotFound', message, place)];
  });
}
