import type { Token } from './kql-tokens.ts';

/** A row of a table: column values as JSON has them, times as ISO text. */
export type Row = Readonly<Record<string, unknown>>;

export type Expression = (row: Row) => unknown;

/** Reads tokens one after the other. `fail` ends the reading: the query is beyond what is emulated. */
export interface Reader {
  peek(ahead?: number): Token | undefined;
  next(): Token | undefined;
  /** Takes the next token if it is this name or symbol. */
  take(value: string): boolean;
  expect(value: string): void;
  fail(what: string): never;
  /** Milliseconds since 1970: `now()`. */
  readonly now: number;
}

type Comparison = (left: unknown, right: unknown) => boolean;

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
const lower = (value: unknown) => text(value).toLowerCase();
const ordered = (left: unknown, right: unknown) =>
  typeof left === 'number' || typeof right === 'number' ? Number(left) - Number(right) : timeOrText(left, right);

function timeOrText(left: unknown, right: unknown): number {
  const [a, b] = [Date.parse(text(left)), Date.parse(text(right))];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : 0;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  '==': (a, b) => (typeof a === 'number' || typeof b === 'number' ? Number(a) === Number(b) : text(a) === text(b)),
  '!=': (a, b) => text(a) !== text(b),
  '=~': (a, b) => lower(a) === lower(b),
  '!~': (a, b) => lower(a) !== lower(b),
  '<': (a, b) => ordered(a, b) < 0,
  '<=': (a, b) => ordered(a, b) <= 0,
  '>': (a, b) => ordered(a, b) > 0,
  '>=': (a, b) => ordered(a, b) >= 0,
  has: (a, b) => lower(a).includes(lower(b)),
  contains: (a, b) => lower(a).includes(lower(b)),
  startswith: (a, b) => lower(a).startsWith(lower(b)),
  '!startswith': (a, b) => !lower(a).startsWith(lower(b)),
  endswith: (a, b) => lower(a).endsWith(lower(b)),
};

export function readExpression(reader: Reader): Expression {
  const parts = [readAll(reader)];
  while (reader.take('or')) parts.push(readAll(reader));
  return parts.length === 1 && parts[0] ? parts[0] : (row) => parts.some((part) => part(row) === true);
}

function readAll(reader: Reader): Expression {
  const parts = [readComparison(reader)];
  while (reader.take('and')) parts.push(readComparison(reader));
  return parts.length === 1 && parts[0] ? parts[0] : (row) => parts.every((part) => part(row) === true);
}

const listOperators: Readonly<Record<string, { readonly each: Comparison; readonly found: boolean }>> = {
  in: { each: comparisons['=='] ?? Object.is, found: true },
  'in~': { each: comparisons['=~'] ?? Object.is, found: true },
  '!in': { each: comparisons['=='] ?? Object.is, found: false },
};

function readComparison(reader: Reader): Expression {
  const left = readSum(reader);
  const operator = String(reader.peek()?.value ?? '');
  const compare = comparisons[operator];
  if (compare) {
    reader.next();
    const right = readSum(reader);
    return (row) => compare(left(row), right(row));
  }
  const list = listOperators[operator];
  if (!list) return left;
  reader.next();
  reader.expect('(');
  const values = readList(reader);
  return (row) => values.some((value) => list.each(left(row), value(row))) === list.found;
}

/** What stands between brackets, up to the closing one. */
export function readList(reader: Reader): Expression[] {
  const values: Expression[] = [];
  while (!reader.take(')')) {
    values.push(readExpression(reader));
    if (!reader.take(',') && reader.peek()?.value !== ')') reader.fail('a list without a comma');
  }
  return values;
}

const sums: Readonly<Record<string, (a: number, b: number) => number>> = { '+': (a, b) => a + b, '-': (a, b) => a - b };
const products: Readonly<Record<string, (a: number, b: number) => number>> = {
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const readSum = (reader: Reader): Expression => chained(reader, sums, (inner) => chained(inner, products, readValue));

function chained(reader: Reader, operators: typeof sums, read: (reader: Reader) => Expression): Expression {
  let value = read(reader);
  for (
    let operate = operators[String(reader.peek()?.value)];
    operate;
    operate = operators[String(reader.peek()?.value)]
  ) {
    reader.next();
    const [left, right, act] = [value, read(reader), operate];
    value = (row) => calculated(left(row), right(row), act);
  }
  return value;
}

/** Numbers are calculated with; a time and a span give a time. */
function calculated(left: unknown, right: unknown, act: (a: number, b: number) => number): unknown {
  if (typeof left === 'string' && Number.isNaN(Number(left)))
    return new Date(act(Date.parse(left), Number(right))).toISOString();
  return act(Number(left), Number(right));
}

const functions: Readonly<Record<string, (values: readonly unknown[], now: number) => unknown>> = {
  tostring: ([value]) => text(value),
  tolower: ([value]) => lower(value),
  todouble: ([value]) => Number(value),
  toreal: ([value]) => Number(value),
  toint: ([value]) => Math.trunc(Number(value)),
  tolong: ([value]) => Math.trunc(Number(value)),
  isempty: ([value]) => text(value) === '',
  isnotempty: ([value]) => text(value) !== '',
  now: (_values, now) => new Date(now).toISOString(),
  ago: ([span], now) => new Date(now - Number(span)).toISOString(),
  datetime: ([value]) => new Date(text(value)).toISOString(),
  todatetime: ([value]) => new Date(text(value)).toISOString(),
  iff: ([condition, yes, no]) => (condition === true ? yes : no),
  iif: ([condition, yes, no]) => (condition === true ? yes : no),
  coalesce: (values) => values.find((value) => value !== null && value !== undefined && value !== ''),
  bin: ([value, size]) => binned(value, Number(size)),
  not: ([value]) => value !== true,
};

function binned(value: unknown, size: number): unknown {
  if (typeof value === 'number') return Math.floor(value / size) * size;
  return new Date(Math.floor(Date.parse(text(value)) / size) * size).toISOString();
}

function readValue(reader: Reader): Expression {
  const token = reader.next();
  if (token === undefined) return reader.fail('an expression that ends too early');
  if (token.kind === 'text' || token.kind === 'number' || token.kind === 'span') return () => token.value;
  if (token.value === '(') {
    const inner = readExpression(reader);
    reader.expect(')');
    return inner;
  }
  if (token.kind !== 'name') return reader.fail(`'${token.value}'`);
  if (reader.take('(')) return readCall(reader, token.value);
  if (token.value === 'true' || token.value === 'false') return () => token.value === 'true';
  return readPath(reader, [token.value]);
}

function readCall(reader: Reader, name: string): Expression {
  const act = functions[name.toLowerCase()];
  if (!act) return reader.fail(`the function ${name}`);
  const values = readList(reader);
  return (row) =>
    act(
      values.map((value) => value(row)),
      reader.now,
    );
}

function readPath(reader: Reader, path: string[]): Expression {
  for (;;) {
    if (reader.take('.')) path.push(String(reader.next()?.value));
    else if (reader.take('[')) {
      path.push(String(reader.next()?.value));
      reader.expect(']');
    } else break;
  }
  return (row) =>
    path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Row)[key] : undefined), row);
}
