import { readYaml } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import { plainPath } from './archive-paths.ts';
import type { DagNode } from './dag.ts';
import { toolsIn } from './python/tools.ts';
import { pythonModule } from './python-file.ts';
import { referenceOf } from './references.ts';
import { isMapping, type Mapping, mappingOf, textOf } from './yaml-values.ts';

/** Types of tool inputs that are plain values; any other is a connection (`ValueType` of promptflow-core). */
const valueTypes = new Set(
  'int double bool string secret prompt_template list object file_path image assistant_definition function_list function_str'.split(
    ' ',
  ),
);

/**
 * The connections that a node asks for, found without running Python: those that promptflow's own
 * `get_connection_names` finds, and those that it misses (assistant definitions).
 */
export function connectionsOfNode(node: DagNode, files: PackageFiles): string[] {
  const named = textOf(node.settings['connection']);
  if (named) return [named];
  if (node.type === 'llm' || node.type === 'prompt') return [];
  const literals = connectionInputs(node, files).map((input) => node.inputs[input]);
  return [
    ...literals.filter((value) => referenceOf(value).kind === 'literal').flatMap((value) => textOf(value) ?? []),
    ...ofAssistants(node, files),
  ];
}

/** The inputs of the node's tool that want a connection. */
function connectionInputs(node: DagNode, files: PackageFiles): readonly string[] {
  const tool = textOf(node.source['tool']);
  const path = textOf(node.source['path']);
  if (tool) return connectionTyped(toolRecord(files, 'package', tool)) ?? ['connection'];
  if (!path?.endsWith('.py')) return [];
  const module = pythonModule(files, path);
  return module ? toolsIn(module).connectionParameters : (connectionTyped(toolRecord(files, 'code', path)) ?? []);
}

/** What the author's tools noted about a tool in `.promptflow/flow.tools.json`; often absent or stale. */
function toolRecord(files: PackageFiles, kind: 'package' | 'code', key: string): Mapping | undefined {
  const found = mappingOf(mappingOf(notedTools(files))[kind])[key];
  return isMapping(found) ? found : undefined;
}

const known = new WeakMap<Uint8Array, unknown>();

function notedTools(files: PackageFiles): unknown {
  const bytes = files.get('.promptflow/flow.tools.json');
  if (!bytes || known.has(bytes)) return bytes && known.get(bytes);
  known.set(bytes, parsed(new TextDecoder().decode(bytes)));
  return known.get(bytes);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function connectionTyped(record: Mapping | undefined): string[] | undefined {
  if (!record) return undefined;
  return Object.entries(mappingOf(record['inputs']))
    .filter(([, input]) => [mappingOf(input)['type']].flat().some((type) => !valueTypes.has(String(type))))
    .map(([name]) => name);
}

/** An assistant is defined in a YAML file of its own, whose tools may name connections. */
function ofAssistants(node: DagNode, files: PackageFiles): string[] {
  const paths = Object.values(node.inputs).flatMap((value) =>
    /\.ya?ml$/.test(textOf(value) ?? '') ? String(value) : [],
  );
  return paths.flatMap((path) => {
    const definition = readYaml(path, files.get(plainPath(path)) ?? new Uint8Array());
    return definition.kind === 'done' ? connectionsWithin(definition.value.value) : [];
  });
}

/** Every text under a key `connection`, however deep. */
function connectionsWithin(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(connectionsWithin);
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = key === 'connection' && textOf(inner);
    return name ? [name] : connectionsWithin(inner);
  });
}
