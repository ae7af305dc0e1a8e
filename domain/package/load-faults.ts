import type { YamlFile } from '../yaml-file.ts';
import type { DagFlow, DagNode } from './dag.ts';
import type { PackageFault } from './facts.ts';
import { invalidFlow } from './invalid-flow.ts';
import { isMapping, type Mapping, mappingOf } from './yaml-values.ts';

/** The types that the serving runtime can describe in its swagger document; any other ends it at start-up. */
const servableTypes = new Set(['int', 'double', 'bool', 'string', 'list', 'object', 'image']);

/** What is wrong with the definition before any file or reference is looked at. */
export function loadFaults(flow: DagFlow, yaml: YamlFile): PackageFault[] {
  return [
    ...unreadableDefinition(yaml),
    ...wrongTypes(flow, yaml),
    ...emptyVariants(flow.settings, yaml),
    ...flow.nodes.flatMap((node) => [...namelessNode(node, yaml), ...halfActivation(node, yaml)]),
  ];
}

function unreadableDefinition(yaml: YamlFile): PackageFault[] {
  if (isMapping(yaml.value)) return [];
  return [invalidFlow('KeyError', `${yaml.file} is not a mapping of keys to values.`, yaml.placeOf([]))];
}

function wrongTypes(flow: DagFlow, yaml: YamlFile): PackageFault[] {
  return [...flow.inputs, ...flow.outputs].flatMap(({ name, type, path }) => {
    if (type === undefined) return [invalidFlow('KeyError', `${path.join('.')} has no type.`, yaml.placeOf(path))];
    if (servableTypes.has(type)) return [];
    const message = `${name} has the type ${type}, which cannot be served.`;
    return [invalidFlow('UnservableType', message, yaml.placeOf([...path, 'type']))];
  });
}

/** The runtime falls over any variant without a node, also one that is not the default. */
function emptyVariants(settings: Mapping, yaml: YamlFile): PackageFault[] {
  return Object.entries(mappingOf(settings['node_variants'])).flatMap(([name, choice]) =>
    Object.entries(mappingOf(mappingOf(choice)['variants'])).flatMap(([id, variant]) => {
      if (isMapping(mappingOf(variant)['node'])) return [];
      const place = yaml.placeOf(['node_variants', name, 'variants', id]);
      return [invalidFlow('KeyError', `The variant ${id} of the node ${name} has no node.`, place)];
    }),
  );
}

function namelessNode(node: DagNode, yaml: YamlFile): PackageFault[] {
  if (node.name !== '') return [];
  return [invalidFlow('KeyError', 'A node has no name.', yaml.placeOf(node.path))];
}

function halfActivation(node: DagNode, yaml: YamlFile): PackageFault[] {
  if (!node.activate || ('when' in node.activate && 'is' in node.activate)) return [];
  const message = `The activation of the node ${node.name} is incomplete.`;
  return [invalidFlow('FlowDefinitionError', message, yaml.placeOf([...node.path, 'activate']))];
}
