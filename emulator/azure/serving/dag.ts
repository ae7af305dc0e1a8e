import { asMapping, isMapping, type Mapping } from './definition.ts';
import { flowError } from './flow-error.ts';

/** One node of a DAG flow, with its default variant in its place. */
export interface FlowNode {
  readonly name: string;
  readonly type: string | undefined;
  readonly sourceType: string;
  readonly path: string | undefined;
  /** Id of a package tool. */
  readonly tool: string | undefined;
  readonly inputs: Mapping;
  readonly connection: string | undefined;
  readonly module: string | undefined;
  readonly aggregation: boolean;
  readonly activateWhen: string | undefined;
}

/** Something a node or output refers to; `undefined` for a literal. */
export type Reference =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

const inputPrefixes = new Set(['inputs', 'flow']);

/** Reads `${inputs.x}`, `${flow.x}`, `${node}`, `${node.output.a}`. */
export function referenceIn(value: unknown): Reference | undefined {
  if (typeof value !== 'string' || !value.startsWith('${') || !value.endsWith('}')) return undefined;
  const [head = '', ...rest] = value.slice(2, -1).split('.');
  return inputPrefixes.has(head) && rest.length > 0
    ? { kind: 'input', name: rest.join('.') }
    : { kind: 'node', name: head };
}

/** The nodes of the definition, in its order; throws the load errors of the runtime. */
export function nodesOf(definition: Mapping): FlowNode[] {
  const listed = Array.isArray(definition['nodes']) ? definition['nodes'] : [];
  const variants = asMapping(definition['node_variants']);
  checkVariants(variants);
  return listed.map((node) => readNode(withDefaultVariant(asMapping(node), variants)));
}

function withDefaultVariant(node: Mapping, variants: Mapping): Mapping {
  if (node['use_variants'] !== true) return node;
  const choices = asMapping(variants[String(node['name'])]);
  const variant = asMapping(choices['variants'])[String(choices['default_variant_id'])];
  return isMapping(variant) ? { ...asMapping(variant['node']), name: node['name'] } : node;
}

/** Every variant is read, whether a node uses it or not. */
function checkVariants(variants: Mapping): void {
  const all = Object.values(variants).flatMap((choices) => Object.values(asMapping(asMapping(choices)['variants'])));
  if (all.some((variant) => !('node' in asMapping(variant)))) throw flowError('KeyError', "'node'");
}

function readNode(node: Mapping): FlowNode {
  if (node['name'] === undefined) throw flowError('KeyError', "'name'");
  const source = asMapping(node['source']);
  const name = String(node['name']);
  return {
    name,
    type: textOrNone(node['type'])?.toLowerCase(),
    sourceType: textOrNone(source['type']) ?? 'code',
    path: textOrNone(source['path']),
    tool: textOrNone(source['tool']),
    inputs: asMapping(node['inputs']),
    connection: textOrNone(node['connection']),
    module: textOrNone(node['module']),
    aggregation: node['aggregation'] === true || node['reduce'] === true,
    activateWhen: activationOf(name, node['activate']),
  };
}

function activationOf(name: string, activate: unknown): string | undefined {
  if (!isMapping(activate)) return undefined;
  if (activate['when'] === undefined || activate['is'] === undefined) {
    const text = `The definition of activate config for node ${name} is incorrect. Please check your flow yaml and resubmit.`;
    throw flowError('FlowDefinitionError', text);
  }
  return String(activate['when']);
}

const textOrNone = (value: unknown) => (value === undefined || value === null ? undefined : String(value));

/** Everything that a node refers to: its inputs, then the condition of its activation. */
export const referencesOf = (node: FlowNode): Reference[] =>
  [...Object.values(node.inputs), node.activateWhen].map(referenceIn).filter((found) => found !== undefined);
