import type { YamlFile } from '../yaml-file.ts';
import type { DagFlow, DagNode } from './dag.ts';
import type { ConnectionUse, PackageFault } from './facts.ts';
import { invalidFlow } from './invalid-flow.ts';
import { mappingOf, textOf } from './yaml-values.ts';

/** Every connection that the flow will ask the workspace for, and who asks. */
export function connectionsOf(flow: DagFlow): ConnectionUse[] {
  const users = new Map<string, string[]>();
  const add = (name: string, user: string) => users.set(name, [...(users.get(name) ?? []), user]);
  for (const [variable, value] of Object.entries(mappingOf(flow.settings['environment_variables']))) {
    const name = connectionInVariable(value);
    if (name) add(name, `environment_variables.${variable}`);
  }
  for (const node of flow.nodes) {
    const name = textOf(node.settings['connection']);
    if (name) add(name, node.name);
  }
  return [...users].map(([name, usedBy]) => ({ name, usedBy })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A variable of the flow may be filled from a connection: `${connection.key}`. */
const connectionInVariable = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^\$\{([^.]+)\.([^.]+)\}$/.exec(value.trim())?.[1] : undefined;

/** A model node without a connection is found out only when the container starts. */
export const connectionFaults = (flow: DagFlow, yaml: YamlFile): PackageFault[] =>
  flow.nodes.filter(lacksConnection).map((node) => {
    const message = `The node ${node.name} calls a model and names no connection.`;
    return invalidFlow('MissingConnection', message, yaml.placeOf([...node.path, 'connection']));
  });

const lacksConnection = (node: DagNode): boolean => node.type === 'llm' && !textOf(node.settings['connection']);
