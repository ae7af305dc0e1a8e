import type { Connections } from './connections.ts';
import { referenceIn } from './dag.ts';
import { flowError } from './flow-error.ts';
import { pythonRepr } from './python-text.ts';
import { checkType, type LoadedTool, missingSource, type ToolSurroundings } from './tools.ts';

const llmConnections = ['AzureOpenAIConnection', 'OpenAIConnection', 'ServerlessConnection'];

/** Gives every node its connections, the last step before requests; throws where one is missing or of the wrong kind. */
export function resolveTools(tools: readonly LoadedTool[], connections: Connections, around: ToolSurroundings): void {
  for (const tool of tools) {
    const { node } = tool;
    checkType(node);
    if (node.type === 'prompt' || node.type === 'llm') checkTemplate(tool, around);
    if (node.type === 'llm') checkKind(tool, 'connection', node.connection ?? '', llmConnections, connections);
    checkInputs(tool, connections);
  }
}

function checkInputs(tool: LoadedTool, connections: Connections): void {
  for (const [input, classes] of tool.connectionInputs) {
    const value = tool.node.inputs[input];
    if (value && !referenceIn(value)) checkKind(tool, input, String(value), classes, connections);
  }
}

function checkTemplate({ node }: LoadedTool, { files }: ToolSurroundings): void {
  if (node.path !== undefined && !files.has(node.path)) throw missingSource(node);
}

function checkKind(
  tool: LoadedTool,
  input: string,
  name: string,
  classes: readonly string[],
  connections: Connections,
): void {
  const node = tool.node.name;
  const found = connections.get(name)?.pythonClass;
  if (found === undefined) {
    const keys = pythonRepr([...connections.keys()]);
    const reason = `Connection '${name}' not found in dict connection provider. Available keys are ${keys}.`;
    throw failed('GetConnectionError', node, `Get connection '${name}' for node '${node}' error: ${reason}`);
  }
  if (classes.length === 0 || classes.includes(found)) return;
  const valid = `is not supported, valid types ${pythonRepr(classes)}.`;
  throw failed('NodeInputValidationError', node, `Input '${input}' for node '${node}' of type '${found}' ${valid}`);
}

const failed = (pythonClass: string, node: string, text: string) =>
  flowError(pythonClass, `Tool load failed in '${node}': (${pythonClass}) ${text}`);
