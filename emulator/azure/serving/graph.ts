import { type FlowNode, referenceIn, referencesOf } from './dag.ts';
import type { FlowInput, FlowOutput } from './definition.ts';
import { flowError } from './flow-error.ts';
import { pythonRepr } from './python-text.ts';

interface Graph {
  readonly inputs: ReadonlyMap<string, FlowInput>;
  readonly outputs: ReadonlyMap<string, FlowOutput>;
  readonly nodes: readonly FlowNode[];
}

const invalid = (pythonClass: string, text: string) =>
  flowError(pythonClass, `Invalid node definitions found in the flow graph. ${text}`);

/**
 * The checks that the executor makes on the graph before it takes requests; throws the first that fails.
 * Answers the outputs that take effect: one that refers to an aggregation node is dropped, with a warning in the log.
 */
export function checkGraph(graph: Graph): { outputs: Map<string, FlowOutput>; warnings: string[] } {
  checkNames(graph.nodes);
  checkInputReferences(graph);
  checkOrder(graph.nodes);
  checkAggregation(graph.nodes);
  return effectiveOutputs(graph);
}

function checkNames(nodes: readonly FlowNode[]): void {
  const seen = new Set<string>();
  for (const { name } of nodes) {
    if (seen.has(name)) {
      throw invalid(
        'DuplicateNodeName',
        `Node with name '${name}' appears more than once in the node definitions in your flow, which is not allowed. To ` +
          'address this issue, please review your flow and either rename or remove nodes with identical names.',
      );
    }
    seen.add(name);
  }
}

function checkInputReferences({ inputs, nodes }: Graph): void {
  for (const node of nodes) {
    const missing = referencesOf(node).find(({ kind, name }) => kind === 'input' && !inputs.has(name));
    if (!missing) continue;
    throw invalid(
      'InputReferenceNotFound',
      `Node '${node.name}' references flow input '${missing.name}' which is not defined in your flow. To resolve this issue, ` +
        'please review your flow, ensuring that you either add the missing flow inputs or adjust node reference to the ' +
        'correct flow input.',
    );
  }
}

const dependenciesOf = (node: FlowNode) => referencesOf(node).filter(({ kind }) => kind === 'node');

function checkOrder(nodes: readonly FlowNode[]): void {
  const names = new Set(nodes.map(({ name }) => name));
  for (const node of nodes) {
    const missing = dependenciesOf(node).find(({ name }) => !names.has(name));
    if (!missing) continue;
    throw invalid(
      'NodeReferenceNotFound',
      `Node '${node.name}' references a non-existent node '${missing.name}' in your flow. Please review your flow to ensure ` +
        'that the node name is accurately specified.',
    );
  }
  const waiting = unsortable(nodes);
  if (waiting.length === 0) return;
  throw invalid(
    'NodeCircularDependency',
    'Node circular dependency has been detected among the nodes in your flow. Kindly review the reference relationships for ' +
      `the nodes ${pythonRepr(waiting)} and resolve the circular reference issue in the flow.`,
  );
}

/** Names of the nodes that never become ready, sorted. */
function unsortable(nodes: readonly FlowNode[]): string[] {
  const done = new Set<string>();
  let waiting = [...nodes];
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    for (const node of waiting) if (dependenciesOf(node).every(({ name }) => done.has(name))) done.add(node.name);
    waiting = waiting.filter(({ name }) => !done.has(name));
  }
  return waiting.map(({ name }) => name).sort();
}

function checkAggregation(nodes: readonly FlowNode[]): void {
  const aggregations = new Set(nodes.filter(({ aggregation }) => aggregation).map(({ name }) => name));
  for (const node of nodes) {
    const used = dependenciesOf(node).find(({ name }) => aggregations.has(name));
    if (!node.aggregation && used) {
      const text = `Non-aggregate node '${node.name}' cannot reference aggregate nodes {'${used.name}'}.`;
      throw invalid('InvalidNodeReference', `${text} Please review and rectify the node reference.`);
    }
    const condition = referenceIn(node.activateWhen);
    if (node.aggregation && condition?.kind === 'node' && !aggregations.has(condition.name)) {
      throw invalid(
        'InvalidNodeReference',
        `Non-aggregation node '${condition.name}' cannot be referenced in the activate config of the aggregation node ` +
          `'${node.name}'. Please review and rectify the node reference.`,
      );
    }
  }
}

function effectiveOutputs({ inputs, outputs, nodes }: Graph) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const warnings: string[] = [];
  const kept = new Map<string, FlowOutput>();
  for (const [name, output] of outputs) {
    const to = targetOf(name, output, inputs, byName);
    if (to?.aggregation) warnings.push(`Output '${name}' references a reduce node '${to.name}', will not take effect.`);
    else kept.set(name, output);
  }
  return { outputs: kept, warnings };
}

function targetOf(name: string, output: FlowOutput, inputs: Graph['inputs'], nodes: ReadonlyMap<string, FlowNode>) {
  const incorrect = `The output '${name}' for flow is incorrect.`;
  if (output.reference === undefined || output.reference === null || output.reference === '') {
    throw flowError(
      'EmptyOutputReference',
      `${incorrect} The reference is not specified for the output '${name}' in the flow. To rectify this, ensure that you ` +
        'accurately specify the reference in the flow.',
    );
  }
  const reference = referenceIn(output.reference);
  if (reference?.kind === 'input' && !inputs.has(reference.name)) {
    throw flowError(
      'OutputReferenceNotFound',
      `${incorrect} The output '${name}' references non-existent flow input '${reference.name}' in your flow. Please ` +
        'carefully review your flow and correct the reference definition for the output in question.',
    );
  }
  if (reference?.kind === 'node' && !nodes.has(reference.name)) {
    throw flowError(
      'OutputReferenceNotFound',
      `${incorrect} The output '${name}' references non-existent node '${reference.name}' in your flow. To resolve this ` +
        'issue, please carefully review your flow and correct the reference definition for the output in question.',
    );
  }
  return reference?.kind === 'node' ? nodes.get(reference.name) : undefined;
}
