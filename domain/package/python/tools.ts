import type { PythonClass, PythonFunction, PythonModule, PythonParameter } from './module.ts';

/** What the serving runtime finds in the file of a Python node: functions under `@tool`, alone or in a ToolProvider. */
export interface PythonTools {
  readonly names: readonly string[];
  /** The parameters that want a connection. */
  readonly connectionParameters: readonly string[];
}

export function toolsIn(module: PythonModule): PythonTools {
  const decorators = new Set(['tool', ...aliasesOf(module)]);
  const isTool = (candidate: PythonFunction) => candidate.decorators.some((name) => decorators.has(lastPart(name)));
  const functions = module.functions.filter(isTool);
  const providers = module.classes.filter((candidate) =>
    candidate.bases.some((base) => lastPart(base) === 'ToolProvider'),
  );
  const methods = providers.flatMap((provider) => provider.methods.filter(isTool));
  const parameters = [...functions, ...methods, ...providers.flatMap(constructorsOf)].flatMap(
    (found) => found.parameters,
  );
  return {
    names: [...functions, ...methods].map(({ name }) => name),
    connectionParameters: hidesTypes(module) ? [] : parameters.filter(wantsConnection(module)).map(({ name }) => name),
  };
}

/** With this import every annotation is a text at run time, and the runtime takes a connection's name for a plain one. */
export const hidesTypes = (module: PythonModule): boolean =>
  module.imports.some(
    ({ module: name, names }) => name === '__future__' && names.some((item) => item.name === 'annotations'),
  );

/** Other names under which the file imported `tool`. */
const aliasesOf = ({ imports }: PythonModule): string[] =>
  imports.flatMap(({ names }) => names.filter(({ name }) => name === 'tool').map(({ as }) => as));

const constructorsOf = ({ methods }: PythonClass): PythonFunction[] =>
  methods.filter(({ name }) => name === '__init__');

/** The runtime's own rule: a connection class, or a choice among nothing but connection classes. */
function wantsConnection(module: PythonModule): (parameter: PythonParameter) => boolean {
  const strongTypes = new Set(customConnectionsOf(module.classes));
  const isConnection = (name: string) =>
    /^[\w.]+$/.test(name) && (/Connection$/.test(name) || strongTypes.has(lastPart(name)));
  return ({ annotation = '' }) => {
    const plain = annotation.replaceAll(/\s/g, '');
    const choice = /^(?:\w+\.)?(Optional|Union)\[(.*)\]$/.exec(plain)?.[2];
    const members = (choice ?? plain).split(',').filter((name) => name !== 'None' && name !== '');
    return members.length > 0 && members.every(isConnection);
  };
}

/** Classes of the file that derive from CustomStrongTypeConnection, directly or through one another. */
function customConnectionsOf(classes: readonly PythonClass[]): string[] {
  const found = new Set(['CustomStrongTypeConnection']);
  // A class stands below those that it derives from.
  for (const { name, bases } of classes) if (bases.some((base) => found.has(lastPart(base)))) found.add(name);
  return [...found];
}

export const lastPart = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);
