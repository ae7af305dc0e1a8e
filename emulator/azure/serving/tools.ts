import type { FlowNode } from './dag.ts';
import { referenceIn } from './dag.ts';
import type { FlowFiles } from './definition.ts';
import { flowError } from './flow-error.ts';
import { splitAtCommas } from './python-definitions.ts';
import { loadPython, type ModuleCheck } from './python-packages.ts';
import type { PythonFile, PythonFunction } from './python-source.ts';

/** The package tools of the base image, with the inputs that take a connection. */
const packageTools: Readonly<Record<string, readonly string[]>> = {
  'promptflow.tools.llm.llm': ['connection'],
  'promptflow.tools.llm_vision.llm_vision': ['connection'],
  'promptflow.tools.embedding.embedding': ['connection'],
  'promptflow.tools.azure_content_safety.analyze_text': ['connection'],
  'content_safety_text.tools.content_safety_text_tool.analyze_text': ['connection'],
  'promptflow.tools.serpapi.SerpAPI.search': ['connection'],
  'promptflow.tools.open_model_llm.OpenModelLLM.call': [],
  'promptflow.tools.aoai_gpt4v.AzureOpenAI.chat': ['connection'],
  'promptflow.tools.openai_gpt4v.OpenAI.chat': ['connection'],
};

/** What the runtime knows of a node once its tool is loaded. */
export interface LoadedTool {
  readonly node: FlowNode;
  /** Connection classes by the input that takes one; an empty list takes any. */
  readonly connectionInputs: ReadonlyMap<string, readonly string[]>;
  /** The answer comes piece by piece: a Python generator. */
  readonly isGenerator: boolean;
}

/** Where the flow lies and what is installed beside it. */
export interface ToolSurroundings {
  readonly files: FlowFiles;
  readonly folder: string;
  readonly isInstalled: ModuleCheck;
}

/** Loads the tool of a node; throws what the runtime throws when it is missing or cannot be imported. */
export function loadTool(node: FlowNode, around: ToolSurroundings): LoadedTool {
  const plain = { node, connectionInputs: new Map<string, string[]>(), isGenerator: false };
  if (node.connection) return plain;
  checkType(node);
  if (node.type === 'llm' || node.type === 'prompt') return plain;
  if (node.tool !== undefined && node.sourceType !== 'code')
    return { ...plain, connectionInputs: packageInputs(node, around) };
  if (node.path === undefined || !around.files.has(node.path)) throw missingSource(node);
  if (!node.path.endsWith('.py')) return plain;
  const file = loadPython(around.files, node.path, `${around.folder}/${node.path}`, around.isInstalled);
  const tool = theTool(file);
  return { node, connectionInputs: connectionInputs(file, tool), isGenerator: tool.isGenerator };
}

/** A node that names its connection is asked for its type only when it gets the connection. */
export function checkType(node: FlowNode): void {
  if (node.type === 'csharp') throw flowError('NotImplementedError', 'Tool type ToolType.CSHARP is not supported yet.');
  if (node.type === undefined) throw flowError('NotImplementedError', 'Tool type None is not supported yet.');
}

export const missingSource = (node: FlowNode) =>
  flowError(
    'InvalidSource',
    `Load tool failed for node '${node.name}'. Tool file '${node.path ?? ''}' can not be found.`,
  );

function packageInputs(node: FlowNode, around: ToolSurroundings): Map<string, readonly string[]> {
  const id = node.tool ?? '';
  const known = packageTools[id];
  if (!known && (id.startsWith('promptflow.') || !around.isInstalled(id))) {
    const available = Object.keys(packageTools).map((name) => `'${name}'`);
    const text = `Package tool '${id}' is not found in the current environment. All available package tools are: `;
    throw flowError('PackageToolNotFoundError', `${text}[${available.join(', ')}].`);
  }
  return new Map((known ?? ['connection']).map((name) => [name, []]));
}

function theTool(file: PythonFile): PythonFunction {
  const isTool = ({ decorators }: PythonFunction) =>
    decorators.some((name) => file.toolNames.has(name.split('.').at(-1) ?? ''));
  const functions = file.functions.filter(isTool);
  const ofClasses = file.classes
    .filter(({ bases }) => bases.some((base) => base.split('.').at(-1) === 'ToolProvider'))
    .flatMap(({ methods }) => {
      const init = methods.find(({ name }) => name === '__init__')?.parameters ?? [];
      return methods.filter(isTool).map((method) => ({ ...method, parameters: [...init, ...method.parameters] }));
    });
  const [tool, ...more] = [...functions, ...ofClasses];
  if (!tool) {
    const text =
      'No tool found in the python script. Please make sure you have one and only one tool definition in your script.';
    throw flowError('NoToolDefined', text);
  }
  if (more.length > 0) {
    const names = [tool, ...more].map(({ name }) => name);
    const text = `Expected 1 but collected ${names.length} tools: ${names.join(', ')}.`;
    throw flowError(
      'MultipleToolsDefined',
      `${text} Please make sure you have one and only one tool definition in your script.`,
    );
  }
  return tool;
}

function connectionInputs(file: PythonFile, tool: PythonFunction): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (file.postponesAnnotations) return found;
  for (const { name, annotation } of tool.parameters) {
    const classes = connectionClasses(annotation ?? '', file);
    if (classes.length > 0) found.set(name, classes);
  }
  return found;
}

/** The connection classes of an annotation; none unless every member of a union is one. */
function connectionClasses(annotation: string, file: PythonFile): string[] {
  const bare = annotation.replaceAll(/\s/g, '');
  const union = /^(?:typing\.)?(Optional|Union)\[(.*)\]$/.exec(bare);
  const members = (union ? splitAtCommas(union[2] ?? '') : [bare]).filter((member) => member !== 'None');
  const classes = members.map((member) => connectionClass(member, file));
  return classes.every((name) => name !== undefined) ? classes : [];
}

function connectionClass(dotted: string, file: PythonFile): string | undefined {
  if (!/^[\w.]+$/.test(dotted)) return undefined;
  const name = dotted.split('.').at(-1) ?? '';
  if (isStrongType(name, file)) return 'CustomConnection';
  return name.endsWith('Connection') ? name : undefined;
}

function isStrongType(name: string, file: PythonFile, depth = 0): boolean {
  if (name === 'CustomStrongTypeConnection') return true;
  const bases = file.classes.find((found) => found.name === name)?.bases ?? [];
  return depth < 10 && bases.some((base) => isStrongType(base.split('.').at(-1) ?? '', file, depth + 1));
}

/** The connection names that the node asks for, as literals. */
export function connectionsOf({ node, connectionInputs }: LoadedTool): string[] {
  if (node.connection) return [node.connection];
  if (node.type === 'llm' || node.type === 'prompt') return [];
  return [...connectionInputs.keys()]
    .map((name) => node.inputs[name])
    .filter((value) => value !== undefined && value !== null && value !== '' && referenceIn(value) === undefined)
    .map(String);
}
