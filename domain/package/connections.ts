import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { DagFlow, DagNode } from './dag.ts';
import type { ConnectionUse, PackageFault } from './facts.ts';
import { connectionsOfIndex } from './index-lookup.ts';
import { invalidFlow } from './invalid-flow.ts';
import { connectionsOfNode } from './node-connections.ts';
import { type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** One place that asks for a connection. */
export interface ConnectionMention {
  readonly name: string;
  readonly user: string;
  readonly resourceId?: string;
}

/** Every connection that the flow will ask the workspace for, and who asks. */
export const connectionsOf = (flow: DagFlow, files: PackageFiles): ConnectionUse[] =>
  gathered([
    ...mentionsInVariables(flow.settings),
    ...flow.nodes.flatMap((node) => connectionsOfNode(node, files).map((name) => ({ name, user: node.name }))),
    ...flow.nodes.flatMap((node) => connectionsOfIndex(node).map((found) => ({ ...found, user: node.name }))),
  ]);

/** A variable of the flow may be filled from a connection: `${connection.key}`. */
export const mentionsInVariables = (settings: Mapping): ConnectionMention[] =>
  Object.entries(mappingOf(settings['environment_variables'])).flatMap(([variable, value]) => {
    const name = typeof value === 'string' ? /^\$\{([^.]+)\.([^.]+)\}$/.exec(value.trim())?.[1] : undefined;
    return name ? [{ name, user: `environment_variables.${variable}` }] : [];
  });

/** One entry per connection, in order of its name. */
export function gathered(mentions: readonly ConnectionMention[]): ConnectionUse[] {
  const names = [...new Set(mentions.map(({ name }) => name))].sort();
  return names.map((name) => {
    const own = mentions.filter((mention) => mention.name === name);
    const resourceId = own.find((mention) => mention.resourceId)?.resourceId;
    return { name, usedBy: [...new Set(own.map(({ user }) => user))], ...(resourceId ? { resourceId } : {}) };
  });
}

/** A model node without a connection is found out only when the container starts. */
export const connectionFaults = (flow: DagFlow, yaml: YamlFile): PackageFault[] =>
  flow.nodes.filter(lacksConnection).map((node) => {
    const message = `The node ${node.name} calls a model and names no connection.`;
    return invalidFlow('MissingConnection', message, yaml.placeOf([...node.path, 'connection']));
  });

const lacksConnection = (node: DagNode): boolean => node.type === 'llm' && !textOf(node.settings['connection']);
