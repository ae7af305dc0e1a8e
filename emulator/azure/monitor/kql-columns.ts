import { type Expression, type Reader, type Row, readExpression } from './kql-expression.ts';

/** A step of a query: rows in, rows out, and which columns it leaves. */
export interface Step {
  readonly run: (rows: readonly Row[]) => Row[];
  readonly columns: (before: readonly string[]) => readonly string[];
}

/** A column that a query makes. */
export interface Column {
  readonly name: string;
  readonly value: Expression;
}

export const valuesOf = (columns: readonly Column[], row: Row): Row =>
  Object.fromEntries(columns.map(({ name, value }) => [name, value(row)]));

export function readColumns(reader: Reader): Column[] {
  const columns: Column[] = [];
  do columns.push(readColumn(reader, columns.length + 1));
  while (reader.take(','));
  return columns;
}

/** `name = expression`, or an expression that is named after its column. */
export function readColumn(reader: Reader, position: number): Column {
  const first = reader.peek();
  if (first?.kind === 'name' && reader.peek(1)?.value === '=') {
    reader.next();
    reader.next();
    return { name: first.value, value: readExpression(reader) };
  }
  const name = pathAt(reader, reader.peek(1)?.value === '(' ? 2 : 0) ?? `Column${position}`;
  return { name, value: readExpression(reader) };
}

/** `tostring(Properties.deployment)` is named `Properties_deployment`, as the service does. */
function pathAt(reader: Reader, from: number): string | undefined {
  const first = reader.peek(from);
  if (first?.kind !== 'name') return undefined;
  const parts = [first.value];
  for (let at = from + 1; ; at += 2) {
    const [sign, part] = [reader.peek(at)?.value, reader.peek(at + 1)?.value];
    if (sign === ']') at -= 1;
    else if ((sign === '.' || sign === '[') && part !== undefined) parts.push(String(part));
    else return parts.join('_');
  }
}
