import type { PythonImport } from './module.ts';

/** The modules that a statement imports; none if it is no import. */
export function importsIn(statement: string, isOptional: boolean): PythonImport[] {
  const from = /^from\s+([\w.]+)\s+import\s+([\s\S]+)$/.exec(statement);
  if (from?.[1] && from[2]) return [{ module: from[1], names: namesIn(from[2]), isOptional }];
  const plain = /^import\s+([\s\S]+)$/.exec(statement)?.[1];
  return plain ? namesIn(plain).map(({ name, as }) => ({ module: name, names: [{ name, as }], isOptional })) : [];
}

const namesIn = (list: string): PythonImport['names'] =>
  list
    .replaceAll(/[()\\\s]+/g, ' ')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => {
      const [name = '', as = name] = item.split(' as ');
      return { name, as };
    });
