import { parse } from 'yaml';
import { flowError } from './flow-error.ts';

/** The files of a flow folder by their path in it, with forward slashes. */
export type FlowFiles = ReadonlyMap<string, Uint8Array>;

/** An input of the flow, as the definition or the Python signature declares it. */
export interface FlowInput {
  readonly type: string;
  /** Absent and null both mean that a request has to carry the input. */
  readonly default?: unknown;
  readonly description?: string;
  readonly isChatInput: boolean;
  readonly isChatHistory: boolean;
}

export interface FlowOutput {
  readonly type: string;
  readonly description?: string;
  /** `${node.output}` or `${inputs.x}`; flex flows have none. */
  readonly reference?: unknown;
  readonly evaluationOnly: boolean;
  readonly isChatOutput: boolean;
}

export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asMapping = (value: unknown): Mapping => (isMapping(value) ? value : {});

const definitionNames = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];

/** The file that defines the flow in this folder; throws where the runtime finds none, or more than one. */
export function findDefinition(files: FlowFiles, folder: string): string {
  const found = definitionNames.filter((name) => files.has(name));
  if (found.length > 1) {
    const list = found.join(', ');
    const text = `Multiple files ${list} exist in ${folder}. Please specify a file or remove the extra YAML file.`;
    throw flowError('ValidationException', text);
  }
  if (found[0] !== undefined) return found[0];
  const prompties = [...files.keys()].filter((path) => !path.includes('/') && path.endsWith('.prompty'));
  if (prompties.length === 1 && prompties[0] !== undefined) return prompties[0];
  const more = prompties.length > 1 ? ' and there are more than 1 prompty file.' : '';
  throw flowError('UserErrorException', `Have found neither flow.dag.yaml nor flow.flex.yaml in ${folder}${more}`);
}

export const textOf = (files: FlowFiles, path: string): string => new TextDecoder().decode(files.get(path));

/** Reads a YAML 1.2 mapping; the runtime does not start on anything else. */
export function readYaml(text: string): Mapping {
  let value: unknown;
  try {
    value = parse(text, { logLevel: 'error' });
  } catch (error) {
    throw flowError('YAMLError', error instanceof Error ? error.message : String(error));
  }
  if (!isMapping(value)) throw flowError('AttributeError', "'NoneType' object has no attribute 'get'");
  return value;
}

/** Inputs as a YAML definition lists them. A missing type is the runtime's KeyError. */
export function inputsOf(definition: Mapping): Map<string, FlowInput> {
  return new Map(
    Object.entries(asMapping(definition['inputs'])).map(([name, input]) => [name, readInput(asMapping(input))]),
  );
}

function readInput(input: Mapping): FlowInput {
  return {
    type: typeOf(input),
    default: input['default'] ?? undefined,
    ...described(input),
    isChatInput: input['is_chat_input'] === true,
    isChatHistory: input['is_chat_history'] === true,
  };
}

/** Outputs as a YAML definition lists them. */
export function outputsOf(definition: Mapping): Map<string, FlowOutput> {
  const entries = Object.entries(asMapping(definition['outputs']));
  return new Map(entries.map(([name, output]) => [name, readOutput(asMapping(output))]));
}

function readOutput(output: Mapping): FlowOutput {
  return {
    type: typeOf(output),
    ...described(output),
    reference: output['reference'],
    evaluationOnly: output['evaluation_only'] === true,
    isChatOutput: output['is_chat_output'] === true,
  };
}

function typeOf(entry: Mapping): string {
  const type = entry['type'];
  if (type === undefined || type === null) throw flowError('KeyError', "'type'");
  return String(type).toLowerCase();
}

const described = (entry: Mapping) => (entry['description'] ? { description: String(entry['description']) } : {});

/** The variables that the definition sets for the process, as strings, as they would stand in its environment. */
export function environmentDefaults(definition: Mapping): Map<string, string> {
  const entries = Object.entries(asMapping(definition['environment_variables']));
  return new Map(
    entries.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
