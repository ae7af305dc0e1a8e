import { readYaml } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { DagNode } from './dag.ts';
import { pythonModule } from './python-file.ts';
import { mappingOf, textOf } from './yaml-values.ts';

/** True for the tools that search an index, and for Python code that does it by itself. */
export function isIndexLookup(node: DagNode, files: PackageFiles): boolean {
  const tool = textOf(node.source['tool']) ?? '';
  if ('mlindex_content' in node.inputs || tool.startsWith('promptflow_vectordb.')) return true;
  const path = textOf(node.source['path']) ?? '';
  return path.endsWith('.py') && searchesIndex(files, path);
}

/** True if a Python file speaks of an index outside its comments and texts. */
export const searchesIndex = (files: PackageFiles, path: string): boolean =>
  /\b(azureml\.rag|promptflow_vectordb|MLIndex)\b/.test(pythonModule(files, path)?.masked ?? '');

/** A connection of an index, which the tool fetches by itself under its full resource id. */
export interface IndexConnection {
  readonly name: string;
  /** May lie in another workspace than the endpoint's. */
  readonly resourceId: string;
}

/** promptflow does not list these among a flow's connections (microsoft/promptflow#3313). */
export function connectionsOfIndex(node: DagNode): IndexConnection[] {
  const content = textOf(node.inputs['mlindex_content']);
  const yaml = content ? readYaml('mlindex_content', new TextEncoder().encode(content)) : undefined;
  if (yaml?.kind !== 'done') return [];
  const index = mappingOf(yaml.value.value);
  return ['embeddings', 'index'].flatMap((part) => {
    const resourceId = textOf(mappingOf(mappingOf(index[part])['connection'])['id']) ?? '';
    const name = /\/connections\/([^/]+)$/.exec(resourceId)?.[1];
    return name ? [{ name, resourceId }] : [];
  });
}
