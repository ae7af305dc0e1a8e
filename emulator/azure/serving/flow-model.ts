import { type FlowNode, nodesOf } from './dag.ts';
import {
  environmentDefaults,
  type FlowFiles,
  type FlowInput,
  type FlowOutput,
  findDefinition,
  inputsOf,
  type Mapping,
  outputsOf,
  readYaml,
  textOf,
} from './definition.ts';
import { type FlexSignature, flexSignature, promptySignature } from './flex.ts';
import { flowError } from './flow-error.ts';
import type { ModuleCheck } from './python-packages.ts';
import { connectionsOf, type LoadedTool, loadTool } from './tools.ts';

/** A flow as the runtime sees it once its definition is loaded. */
export interface FlowModel {
  readonly kind: 'dag' | 'flex' | 'prompty';
  readonly definition: Mapping;
  /** The `id` of the definition: the metric dimension `flow`. */
  readonly id: string | undefined;
  readonly inputs: ReadonlyMap<string, FlowInput>;
  readonly outputs: ReadonlyMap<string, FlowOutput>;
  readonly nodes: readonly FlowNode[];
  /** A flex flow or prompty whose whole answer comes piece by piece. */
  readonly isGenerator: boolean;
  /** Variables that the definition sets unless the process has them. */
  readonly environment: ReadonlyMap<string, string>;
}

/** Loads a definition file of the folder; throws the runtime's load errors. */
export function loadModel(
  files: FlowFiles,
  folder: string,
  isInstalled: ModuleCheck,
  file = findDefinition(files, folder),
): FlowModel {
  if (file.endsWith('.prompty')) {
    const frontMatter = readYaml(
      /^\s*---\s*\n([\s\S]*?)\n---/.exec(textOf(files, file).replaceAll('\r\n', '\n'))?.[1] ?? '',
    );
    return coded('prompty', frontMatter, promptySignature(frontMatter));
  }
  const definition = readYaml(textOf(files, file));
  if ('entry' in definition) return coded('flex', definition, flexSignature(definition, files, folder, isInstalled));
  const nodes = nodesOf(definition);
  for (const node of nodes) importModule(node, isInstalled);
  const inputs = inputsOf(definition);
  return { kind: 'dag', ...common(definition), inputs, outputs: outputsOf(definition), nodes, isGenerator: false };
}

const coded = (kind: 'flex' | 'prompty', definition: Mapping, signature: FlexSignature): FlowModel => ({
  kind,
  ...common(definition),
  ...signature,
  nodes: [],
});

const common = (definition: Mapping) => ({
  definition,
  id: definition['id'] === undefined ? undefined : String(definition['id']),
  environment: environmentDefaults(definition),
});

const toolModules = new Set(
  ['aoai', 'openai', 'embedding', 'serpapi', 'llm', 'llm_vision', 'aoai_gpt4v', 'openai_gpt4v', 'open_model_llm'].map(
    (name) => `promptflow.tools.${name}`,
  ),
);

/** A node may name the module of its provider; the runtime imports it when it loads the flow. */
function importModule({ name, module }: FlowNode, isInstalled: ModuleCheck): void {
  if (module === undefined) return;
  const isOurs = module.startsWith('promptflow.tools.');
  if (isOurs ? toolModules.has(module) : isInstalled(module)) return;
  const parent = module.slice(0, module.lastIndexOf('.'));
  const reason = toolModules.has(parent) ? `; '${parent}' is not a package` : '';
  const root = `ModuleNotFoundError("No module named '${module}'${reason}")`;
  const text = `Import node '${name}' provider module '${module}' failed. Root cause: ${root}.`;
  throw flowError('FailedToImportModule', `Failed to import modules with error: ${text}`);
}

/** Loads the tool of every node, in order; the first that fails ends it. */
export function loadTools(model: FlowModel, files: FlowFiles, folder: string, isInstalled: ModuleCheck): LoadedTool[] {
  return model.nodes.map((node) => loadTool(node, { files, folder, isInstalled }));
}

const connectionReference = /^\$\{([^.]+)\.([^.]+)\}$/;

/** Names of the connections that the runtime fetches: those of variables first, then node by node. */
export function connectionNames(model: FlowModel, tools: readonly LoadedTool[]): string[] {
  const ofVariables = [...model.environment.values()]
    .map((value) => connectionReference.exec(value.trim())?.[1])
    .filter((name) => name !== undefined);
  return [...new Set([...ofVariables, ...tools.flatMap(connectionsOf)])];
}
