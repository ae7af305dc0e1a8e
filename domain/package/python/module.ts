import { type Header, readHeader, readParameter } from './headers.ts';
import { importsIn } from './imports.ts';
import { type LogicalLine, logicalLines } from './lines.ts';
import { maskPython } from './mask.ts';

/** What a Python file declares at its top, read without running it. */
export interface PythonModule {
  readonly imports: readonly PythonImport[];
  readonly functions: readonly PythonFunction[];
  readonly classes: readonly PythonClass[];
  /** The source without comments and without the content of its texts. */
  readonly masked: string;
}

export interface PythonImport {
  /** `a.b` of `import a.b` and of `from a.b import c`; begins with dots if it is relative. */
  readonly module: string;
  readonly names: readonly { readonly name: string; readonly as: string }[];
  /** Inside a `try`, an `if` or a function: the file may load without it. */
  readonly isOptional: boolean;
}

export interface PythonFunction {
  readonly name: string;
  /** Dotted names, without their arguments. */
  readonly decorators: readonly string[];
  readonly parameters: readonly PythonParameter[];
  readonly returns?: string;
}

export interface PythonParameter {
  readonly name: string;
  readonly annotation?: string;
  readonly default?: string;
}

export interface PythonClass {
  readonly name: string;
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly fields: readonly PythonParameter[];
  readonly methods: readonly PythonFunction[];
}

interface Draft {
  readonly imports: PythonImport[];
  readonly functions: PythonFunction[];
  readonly classes: DraftClass[];
  /** The functions and classes around the line at hand. */
  readonly blocks: { readonly indent: number; readonly class?: DraftClass }[];
  decorators: string[];
}
type DraftClass = PythonClass & { readonly fields: PythonParameter[]; readonly methods: PythonFunction[] };

/** Reads a Python file. What is not Python is passed over. */
export function readPython(source: string): PythonModule {
  const masked = maskPython(source);
  const draft: Draft = { imports: [], functions: [], classes: [], blocks: [], decorators: [] };
  for (const line of logicalLines(masked)) readLine(source, masked, line, draft);
  const { imports, functions, classes } = draft;
  return { imports, functions, classes, masked };
}

function readLine(source: string, masked: string, line: LogicalLine, draft: Draft): void {
  while ((draft.blocks.at(-1)?.indent ?? -1) >= line.indent) draft.blocks.pop();
  const text = masked.slice(line.start, line.end);
  const decorator = /^@\s*([\w.]+)/.exec(text)?.[1];
  if (decorator) {
    draft.decorators.push(decorator);
    return;
  }
  const header = readHeader(source, masked, line, draft.decorators);
  draft.decorators = [];
  if (header) {
    draft.blocks.push({ indent: line.indent, ...declare(header, draft) });
    return;
  }
  const around = draft.blocks.at(-1)?.class;
  if (around && /^\w+\s*:/.test(text)) around.fields.push(readParameter(source, masked, line.start, line.end));
  else draft.imports.push(...importsIn(text, line.indent > 0));
}

/** Notes a function or class where it belongs: in the module, in its class, or nowhere if it is inside a function. */
function declare(header: Header, { blocks, functions, classes }: Draft): { class?: DraftClass } {
  if (header.kind === 'function') {
    if (blocks.length === 0) functions.push(header.function);
    if (blocks.length === 1) blocks[0]?.class?.methods.push(header.function);
    return {};
  }
  const drafted: DraftClass = { ...header.class, fields: [], methods: [] };
  if (blocks.length === 0) classes.push(drafted);
  return { class: drafted };
}
