import { type Definition, definitionsIn, splitAtCommas } from './python-definitions.ts';
import { maskPython } from './python-mask.ts';

/** One parameter of a Python function; `*` and `**` parameters are left out. */
export interface PythonParameter {
  readonly name: string;
  readonly annotation: string | undefined;
  readonly default: string | undefined;
}

export interface PythonFunction {
  readonly name: string;
  /** Dotted names, without `@` and arguments. */
  readonly decorators: readonly string[];
  readonly parameters: readonly PythonParameter[];
  readonly returns: string | undefined;
  readonly isGenerator: boolean;
}

export interface PythonClass {
  readonly name: string;
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly fields: readonly { readonly name: string; readonly annotation: string }[];
  readonly methods: readonly PythonFunction[];
}

/** What can be seen of a Python file without running it. */
export interface PythonFile {
  /** Dotted modules that the file imports when it is loaded; imports inside functions and `try` blocks do not count. */
  readonly imports: readonly string[];
  readonly functions: readonly PythonFunction[];
  readonly classes: readonly PythonClass[];
  /** Names under which the decorator `tool` is known here. */
  readonly toolNames: ReadonlySet<string>;
  /** With postponed annotations the runtime does not see any type. */
  readonly postponesAnnotations: boolean;
}

/** Reads definitions, signatures and imports of a Python file. */
export function readPython(source: string): PythonFile {
  const text = source.replaceAll('\r\n', '\n');
  const masked = maskPython(text);
  const definitions = definitionsIn(text, masked);
  const top = definitions.filter(({ indent }) => indent === 0);
  const toFunction = (found: Definition) => functionOf(found, masked);
  return {
    imports: importsIn(masked),
    functions: top.filter(({ keyword }) => keyword === 'def').map(toFunction),
    classes: top
      .filter(({ keyword }) => keyword === 'class')
      .map((found) => classOf(found, text, definitions, toFunction)),
    toolNames: new Set(['tool', ...[...masked.matchAll(/\btool[ \t]+as[ \t]+(\w+)/g)].map((match) => match[1] ?? '')]),
    postponesAnnotations: /^from[ \t]+__future__[ \t]+import[^\n]*\bannotations\b/m.test(masked),
  };
}

function importsIn(masked: string): string[] {
  const plain = [...masked.matchAll(/^import[ \t]+([^\n]+)/gm)].flatMap((match) => (match[1] ?? '').split(','));
  const from = [...masked.matchAll(/^from[ \t]+([\w.]+)[ \t]+import\b/gm)].map((match) => match[1] ?? '');
  return [...plain.map((name) => name.trim().split(/[ \t]/)[0] ?? ''), ...from].filter((name) => name !== '');
}

function functionOf(found: Definition, masked: string): PythonFunction {
  const parameters = splitAtCommas(found.header).map(parameterOf);
  return {
    name: found.name,
    decorators: found.decorators,
    parameters: parameters.filter((parameter) => parameter !== undefined),
    returns: found.returns,
    isGenerator: /\byield\b/.test(masked.slice(found.start, found.end)),
  };
}

function parameterOf(text: string): PythonParameter | undefined {
  const match = /^(\w+)\s*(?::\s*([^=]+?))?\s*(?:=(?!=)([\s\S]*))?$/.exec(withoutComments(text));
  if (!match || match[1] === 'self' || match[1] === 'cls') return undefined;
  return { name: match[1] ?? '', annotation: match[2]?.trim(), default: match[3]?.trim() };
}

const withoutComments = (text: string) => text.replace(/^\s*#[^\n]*$/gm, '').trim();

function classOf(
  found: Definition,
  text: string,
  definitions: readonly Definition[],
  toFunction: (found: Definition) => PythonFunction,
): PythonClass {
  const inside = definitions.filter(({ start, end }) => start > found.start && end <= found.end);
  const methods = inside.filter(({ keyword, indent }) => keyword === 'def' && indent === inside[0]?.indent);
  const body = text.slice(found.start, methods[0]?.start ?? found.end);
  const fields = [...maskPython(body).matchAll(/^[ \t]+(\w+)[ \t]*:[ \t]*([^=\n]+)/gm)];
  return {
    name: found.name,
    bases: splitAtCommas(found.header),
    decorators: found.decorators,
    fields: fields.map((match) => ({ name: match[1] ?? '', annotation: (match[2] ?? '').trim() })),
    methods: methods.map(toFunction),
  };
}
