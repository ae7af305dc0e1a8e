import type { YamlFile } from '../yaml-file.ts';
import { listOf, type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** A DAG flow as its definition says, with each variant node replaced by its default variant. */
export interface DagFlow {
  readonly inputs: readonly DagPort[];
  readonly outputs: readonly DagPort[];
  readonly nodes: readonly DagNode[];
  readonly settings: Mapping;
}

/** An input or output of the flow. */
export interface DagPort {
  readonly name: string;
  readonly type?: string;
  readonly settings: Mapping;
  readonly path: readonly PropertyKey[];
}

export interface DagNode {
  readonly name: string;
  readonly type?: string;
  readonly source: Mapping;
  readonly inputs: Mapping;
  readonly settings: Mapping;
  /** Works on all lines of a batch together: the mark of an evaluation flow. */
  readonly isAggregation: boolean;
  readonly activate?: Mapping;
  /** Where the node stands in the definition. */
  readonly path: readonly PropertyKey[];
}

export function readDag(yaml: YamlFile): DagFlow {
  const settings = mappingOf(yaml.value);
  return {
    inputs: portsOf(settings, 'inputs'),
    outputs: portsOf(settings, 'outputs'),
    nodes: listOf(settings['nodes']).map((node, index) =>
      nodeOf(...withDefaultVariant(mappingOf(node), ['nodes', index], mappingOf(settings['node_variants']))),
    ),
    settings,
  };
}

export function portsOf(settings: Mapping, key: 'inputs' | 'outputs'): DagPort[] {
  return Object.entries(mappingOf(settings[key])).map(([name, port]) => ({
    name,
    settings: mappingOf(port),
    path: [key, name],
    ...optional('type', textOf(mappingOf(port)['type'])),
  }));
}

/** The runtime puts the default variant in the node's place, and leaves the node as it is when there is none. */
function withDefaultVariant(
  node: Mapping,
  path: readonly PropertyKey[],
  variants: Mapping,
): [Mapping, readonly PropertyKey[]] {
  const name = textOf(node['name']) ?? '';
  const choice = mappingOf(variants[name]);
  const variantId = textOf(choice['default_variant_id']) ?? '';
  const variant = mappingOf(mappingOf(choice['variants'])[variantId]);
  if (node['use_variants'] !== true || !variant['node']) return [node, path];
  return [{ ...mappingOf(variant['node']), name }, ['node_variants', name, 'variants', variantId, 'node']];
}

function nodeOf(settings: Mapping, path: readonly PropertyKey[]): DagNode {
  return {
    name: textOf(settings['name']) ?? '',
    source: mappingOf(settings['source']),
    inputs: mappingOf(settings['inputs']),
    settings,
    isAggregation: settings['aggregation'] === true || settings['reduce'] === true,
    path,
    ...optional('type', textOf(settings['type'])),
    ...(settings['activate'] ? { activate: mappingOf(settings['activate']) } : {}),
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
