import {
  asMapping,
  type FlowFiles,
  type FlowInput,
  type FlowOutput,
  inputsOf,
  type Mapping,
  outputsOf,
} from './definition.ts';
import { flowError } from './flow-error.ts';
import { splitAtCommas } from './python-definitions.ts';
import { loadPython, type ModuleCheck } from './python-packages.ts';
import type { PythonClass, PythonFile, PythonFunction, PythonParameter } from './python-source.ts';

/** Inputs and outputs of a flow whose entry is Python code. */
export interface FlexSignature {
  readonly inputs: Map<string, FlowInput>;
  readonly outputs: Map<string, FlowOutput>;
  readonly isGenerator: boolean;
}

const typeByAnnotation: Readonly<Record<string, string>> = {
  str: 'string',
  int: 'int',
  float: 'double',
  bool: 'bool',
  list: 'list',
  dict: 'object',
};

/**
 * Reads the signature of the flow's entry. The code counts, and what the YAML says only where the code is silent.
 * Throws GenerateFlowMetaJsonError where the runtime cannot import the entry or make sense of it.
 */
export function flexSignature(
  definition: Mapping,
  files: FlowFiles,
  folder: string,
  isInstalled: ModuleCheck,
): FlexSignature {
  const entry = String(definition['entry']);
  const [module = '', name = ''] = entry.split(':');
  const path = `${module.replaceAll('.', '/')}.py`;
  if (!/^[\w.]+:\w+$/.test(entry) || !files.has(path)) {
    throw unreadable(
      `Failed to load python module '${module}' from entry '${entry}': (ModuleNotFoundError) No module named '${module.split('.')[0]}'`,
    );
  }
  const file = loadedEntry(files, path, folder, isInstalled);
  const owner = file.classes.find((found) => found.name === name);
  const called =
    owner?.methods.find((method) => method.name === '__call__') ?? file.functions.find((found) => found.name === name);
  if (!called) throw unreadable(`Failed to load python entry '${name}' from module '${module}'.`);
  const label = owner ? name : called.name;
  const inputs = new Map(called.parameters.map((parameter) => [parameter.name, inputOf(parameter, called, owner)]));
  const declared = outputsOf(definition);
  const outputs = new Map([...returnedFields(called, file, label)].map(([field, type]) => [field, outputOf(type)]));
  return { inputs, outputs: outputs.size > 0 ? outputs : declared, isGenerator: called.isGenerator };
}

const unreadable = (reason: string) =>
  flowError('GenerateFlowMetaJsonError', `Generate meta failed, detail error:\n${JSON.stringify([reason])}`);

function loadedEntry(files: FlowFiles, path: string, folder: string, isInstalled: ModuleCheck): PythonFile {
  try {
    return loadPython(files, path, `${folder}/${path}`, isInstalled);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function inputOf(parameter: PythonParameter, called: PythonFunction, owner: PythonClass | undefined): FlowInput {
  const value = literalOf(parameter.default);
  const type = parameter.annotation === undefined ? typeOfValue(value) : typeOfAnnotation(parameter.annotation);
  if (type === undefined) {
    const tool = owner ? `${owner.name}.${called.name}` : called.name;
    throw unreadable(
      `Parse interface for tool '${tool}' failed: The input '${parameter.name}' is of a complex python type. Please use a dict instead.`,
    );
  }
  return {
    type,
    isChatInput: false,
    isChatHistory: false,
    ...(value === undefined || value === null ? {} : { default: value }),
  };
}

const outputOf = (type: string): FlowOutput => ({ type, evaluationOnly: false, isChatOutput: false });

/** The container type of an annotation: `List[str]` and `list` are a list; a class of the flow's own has none. */
function typeOfAnnotation(annotation: string): string | undefined {
  const bare = annotation.replaceAll(/^["']|["']$/g, '').replace(/^(?:typing\.)?Optional\[(.*)\]$/, '$1');
  const name = (/^[\w.]+/.exec(bare)?.[0] ?? '').split('.').at(-1) ?? '';
  if (['Any', 'Union', ''].includes(name) || bare.includes('|')) return 'object';
  return typeByAnnotation[name.toLowerCase()];
}

function typeOfValue(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return Array.isArray(value) ? 'list' : 'object';
}

/** The value of a Python literal, as far as JSON can hold it; `undefined` where it is an expression. */
function literalOf(text: string | undefined): unknown {
  if (text === undefined || text === 'None') return undefined;
  if (text === 'True' || text === 'False') return text === 'True';
  const quoted = /^(['"])((?:(?!\1)[^\\\n])*)\1$/.exec(text);
  if (quoted) return quoted[2];
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    return undefined;
  }
}

const primitives = new Set(['str', 'int', 'float', 'bool', 'None', 'Any', 'object']);
const generators = /^(?:typing\.)?(?:Async)?(?:Generator|Iterator|Iterable)\b/;

/** Names and types of what the entry returns: fields of a dataclass or TypedDict; nothing for a primitive. */
function returnedFields(called: PythonFunction, file: PythonFile, label: string): Map<string, string> {
  const returns = called.returns;
  if (returns === undefined || primitives.has(returns) || generators.test(returns)) return new Map();
  const inline = /^TypedDict\(\s*['"]\w+['"]\s*,\s*\{(.*)\}\s*\)$/s.exec(returns);
  if (inline) return inlineFields(inline[1] ?? '');
  const owner = file.classes.find(({ name }) => name === returns.replaceAll(/["']/g, ''));
  if (owner && isRecord(owner)) {
    return new Map(owner.fields.map(({ name, annotation }) => [name, typeOfAnnotation(annotation) ?? 'object']));
  }
  const shown = owner ? `__pf_main__.${owner.name}` : (/^\w+/.exec(returns)?.[0] ?? returns).toLowerCase();
  throw unreadable(
    `Parse interface for '${label}' failed: The return annotation of the entry function must be dataclass, TypedDict or string, but got <class '${shown}'>.`,
  );
}

const isRecord = ({ bases, decorators }: PythonClass) =>
  bases.some((base) => base.split('.').at(-1) === 'TypedDict') ||
  decorators.some((name) => name.split('.').at(-1) === 'dataclass');

function inlineFields(text: string): Map<string, string> {
  const pairs = splitAtCommas(text).map((pair) => /^['"](\w+)['"]\s*:\s*(.+)$/.exec(pair));
  return new Map(
    pairs.filter((pair) => pair !== null).map((pair) => [pair[1] ?? '', typeOfAnnotation(pair[2] ?? '') ?? 'object']),
  );
}

/** Inputs and outputs of a prompty: its front matter says them. */
export function promptySignature(frontMatter: Mapping): FlexSignature {
  const outputs = asMapping(frontMatter['outputs']);
  return {
    inputs: inputsOf(frontMatter),
    outputs: outputsOf({ outputs }),
    isGenerator: asMapping(asMapping(frontMatter['model'])['parameters'])['stream'] === true,
  };
}
