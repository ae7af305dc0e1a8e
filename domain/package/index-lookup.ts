import type { DagNode } from './dag.ts';
import { textOf } from './yaml-values.ts';

/** True for the tools that search an index: their package, or the input that holds an index's definition. */
export const isIndexLookup = (node: DagNode): boolean =>
  'mlindex_content' in node.inputs || (textOf(node.source['tool']) ?? '').startsWith('promptflow_vectordb.');
