import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { plainPath } from './archive-paths.ts';
import type { DagFlow, DagNode } from './dag.ts';
import type { PackageFault } from './facts.ts';
import { includesOf } from './includes.ts';
import { invalidFlow } from './invalid-flow.ts';
import { textOf } from './yaml-values.ts';

const servedTypes = new Set(['llm', 'prompt', 'python', 'custom_llm']);

/** Nodes whose tool the container could not load: the file is not in the package, or nothing says what to run. */
export const sourceFaults = (flow: DagFlow, files: PackageFiles, yaml: YamlFile): PackageFault[] =>
  flow.nodes.flatMap((node) => sourceFault(node, flow, files, yaml) ?? []);

function sourceFault(node: DagNode, flow: DagFlow, files: PackageFiles, yaml: YamlFile): PackageFault | undefined {
  const place = yaml.placeOf([...node.path, 'source']);
  if (!node.type || !servedTypes.has(node.type)) {
    const message = `The node ${node.name} has the type ${node.type ?? 'none'}, which the runtime does not serve.`;
    return invalidFlow('NotImplementedError', message, yaml.placeOf([...node.path, 'type']), 'unsupported-flow');
  }
  const path = textOf(node.source['path']);
  if (!path)
    return hasTool(node) ? undefined : invalidFlow('InvalidSource', `The node ${node.name} has no source.`, place);
  if (files.has(plainPath(path))) return undefined;
  return invalidFlow('InvalidSource', missingFile(node, path, flow), place, 'missing-file');
}

/** A model node may do without a file of its own; a package tool is named by its id. */
const hasTool = (node: DagNode): boolean => textOf(node.source['tool']) !== undefined;

function missingFile(node: DagNode, path: string, flow: DagFlow): string {
  const includes = includesOf(flow.settings);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const include = includes.find((item) => item.endsWith(`/${file}`));
  const hint = include ? ` It is included from ${include}, outside the package: copy it in.` : '';
  return `The node ${node.name} needs ${path}, which is not in the package.${hint}`;
}
