import type { PythonClass, PythonModule, PythonParameter } from './module.ts';
import { lastPart } from './tools.ts';

/** The type of a flow's input or output that a Python type becomes; `complex` is one that the runtime refuses. */
export type PortType = 'int' | 'double' | 'bool' | 'string' | 'list' | 'object' | 'complex';

/** What is longer was not written by a person. */
const maxAnnotationLength = 1_000;

const plainTypes: Readonly<Record<string, PortType>> = {
  int: 'int',
  float: 'double',
  bool: 'bool',
  str: 'string',
  list: 'list',
  dict: 'object',
};

/** The type of an entry's parameter: by its annotation, else by its default. */
export function typeOfParameter({ annotation, default: fallback }: PythonParameter, module: PythonModule): PortType {
  return annotation === undefined ? typeOfLiteral(fallback) : typeOfAnnotation(annotation, module);
}

/**
 * The serving runtime takes plain `list` and `dict` only, not `List[str]`, no choices and nothing in quotes. What the file
 * imports cannot be told from here and counts as an object.
 */
export function typeOfAnnotation(annotation: string, module: PythonModule): PortType {
  const plain = annotation.replaceAll(/\s/g, '');
  if (plain.length > maxAnnotationLength) return 'complex';
  const optional = /^(?:typing\.)?(?:Optional\[(.+)\]|Union\[([^,\]]+),None\])$/.exec(plain);
  const inner = optional?.[1] ?? optional?.[2];
  if (inner) return typeOfAnnotation(inner, module);
  const known = plainTypes[plain];
  if (known) return known;
  const local = module.classes.find(({ name }) => name === plain);
  if (local) return local.bases.some((base) => /Enum$/.test(base)) ? 'string' : 'complex';
  const isImported = module.imports.some(
    ({ module: from, names }) => !/^typing/.test(from) && names.some(({ as }) => as === plain.split('.')[0]),
  );
  return isImported && /^[\w.]+$/.test(plain) ? 'object' : 'complex';
}

function typeOfLiteral(literal = ''): PortType {
  if (/^[rbuf]*["']/i.test(literal)) return 'string';
  if (/^(True|False)$/.test(literal)) return 'bool';
  if (/^-?\d+$/.test(literal)) return 'int';
  if (/^-?[\d.]+(e-?\d+)?$/i.test(literal)) return 'double';
  return literal.startsWith('[') ? 'list' : 'object';
}

/** A default as the runtime notes it: its text. */
export function defaultText(literal: string): string {
  if (literal === 'None') return '';
  const text = /^[ru]*(["'])([\s\S]*)\1$/i.exec(literal)?.[2];
  return text ?? literal;
}

/** The fields of a type that an entry returns; `none` for a text or no annotation, `complex` for what is refused. */
export type ReturnedFields = { readonly name: string; readonly type: PortType }[] | 'none' | 'complex' | 'unknown';

export function fieldsReturned(annotation: string | undefined, module: PythonModule): ReturnedFields {
  const plain = annotation?.replaceAll(/\s/g, '');
  if (plain === undefined || plain === 'str') return 'none';
  if (plain.length > maxAnnotationLength) return 'complex';
  const inline = /^(?:\w+\.)?TypedDict\(.*?,\{(.*)\}\)$/.exec(plain)?.[1];
  if (inline !== undefined) return inlineFields(inline, module);
  const local = module.classes.find(({ name }) => name === plain);
  if (local) return isComposed(local, module) ? fieldsOf(local, module) : 'complex';
  return typeOfAnnotation(plain, module) === 'object' && plain !== 'dict' ? 'unknown' : 'complex';
}

const inlineFields = (list: string, module: PythonModule) =>
  [...list.matchAll(/["'](\w+)["']:([\w.[\]]+)/g)].map(([, name = '', type = '']) => ({
    name,
    type: typeOfAnnotation(type, module),
  }));

/** Dataclasses, TypedDicts, and what derives from them in this file. */
function isComposed(candidate: PythonClass, module: PythonModule): boolean {
  return familyOf(candidate, module).some(
    ({ decorators, bases }) =>
      decorators.some((name) => lastPart(name) === 'dataclass') ||
      bases.some((base) => /^(TypedDict|dict)$/.test(lastPart(base))),
  );
}

const fieldsOf = (owner: PythonClass, module: PythonModule): { name: string; type: PortType }[] =>
  familyOf(owner, module)
    .toReversed()
    .flatMap(({ fields }) =>
      fields.map(({ name, annotation = '' }) => ({ name, type: typeOfAnnotation(annotation, module) })),
    );

/** A class and the classes of this file that it derives from, nearest first; few generations are looked at. */
function familyOf(owner: PythonClass, { classes }: PythonModule): PythonClass[] {
  const family = [owner];
  for (const member of family) {
    if (family.length > 20) break;
    family.push(
      ...classes.filter(({ name }) => member.bases.includes(name) && !family.some((known) => known.name === name)),
    );
  }
  return family;
}
