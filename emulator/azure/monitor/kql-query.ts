import { readColumn, readColumns, type Step, valuesOf } from './kql-columns.ts';
import { type Reader, type Row, readExpression } from './kql-expression.ts';
import { readSummarize } from './kql-summarize.ts';
import { type Token, tokensOf } from './kql-tokens.ts';

/** A query that this emulator does not understand: said aloud, rather than answered wrongly. */
export interface Unsupported {
  readonly unsupported: string;
}

export interface ParsedQuery {
  readonly table: string;
  /** Rows in, rows out. */
  readonly run: (rows: readonly Row[]) => Row[];
  /** The columns of the answer, also where it has no rows. */
  readonly columns: (ofTable: readonly string[]) => readonly string[];
}

/**
 * Reads a KQL query of the usual forms: a table, then `where`, `extend`, `project`, `summarize … by`, `order by`, `take`.
 * `now` is in milliseconds since 1970.
 */
export function parseQuery(query: string, now: number): ParsedQuery | Unsupported {
  const tokens = tokensOf(query);
  if (!tokens) return { unsupported: 'a sign that is not emulated' };
  try {
    return parsed(readerOf(tokens, now));
  } catch (error) {
    if (error instanceof Error && error.cause === notEmulated) return { unsupported: error.message };
    throw error;
  }
}

const notEmulated = Symbol('not emulated');

function readerOf(tokens: readonly Token[], now: number): Reader {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(what, { cause: notEmulated });
  };
  const take = (value: string) => {
    if (tokens[at]?.value !== value || tokens[at]?.kind === 'text') return false;
    at += 1;
    return true;
  };
  return {
    now,
    fail,
    take,
    peek: (ahead = 0) => tokens[at + ahead],
    next: () => tokens[at++],
    expect: (value) => void (take(value) || fail(`'${tokens[at]?.value ?? 'the end'}' instead of '${value}'`)),
  };
}

function parsed(reader: Reader): ParsedQuery {
  const table = reader.next();
  if (table?.kind !== 'name') return reader.fail('a query that does not begin with a table');
  const steps: Step[] = [];
  while (reader.take('|')) steps.push(readStep(reader));
  if (reader.peek()) reader.fail(`'${reader.peek()?.value}'`);
  return {
    table: table.value,
    run: (rows) => steps.reduce<Row[]>((at, step) => step.run(at), [...rows]),
    columns: (ofTable) => steps.reduce((at, step) => step.columns(at), ofTable),
  };
}

function readStep(reader: Reader): Step {
  const operator = String(reader.next()?.value);
  const read = operators[operator];
  return read ? read(reader) : reader.fail(`the operator ${operator}`);
}

const same = (before: readonly string[]) => before;

const operators: Readonly<Record<string, (reader: Reader) => Step>> = {
  where(reader) {
    const condition = readExpression(reader);
    return { run: (rows) => rows.filter((row) => condition(row) === true), columns: same };
  },
  extend(reader) {
    const columns = readColumns(reader);
    const names = columns.map(({ name }) => name);
    return {
      run: (rows) => rows.map((row) => ({ ...row, ...valuesOf(columns, row) })),
      columns: (before) => [...new Set([...before, ...names])],
    };
  },
  project(reader) {
    const columns = readColumns(reader);
    return { run: (rows) => rows.map((row) => valuesOf(columns, row)), columns: () => columns.map(({ name }) => name) };
  },
  summarize: readSummarize,
  order: readOrder,
  sort: readOrder,
  take: readTake,
  limit: readTake,
};

function readOrder(reader: Reader): Step {
  reader.expect('by');
  const column = readColumn(reader, 1);
  const sign = reader.take('asc') ? 1 : -1;
  reader.take('desc');
  const compare = (a: unknown, b: unknown) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : Number(String(a) > String(b));
  };
  return { run: (rows) => [...rows].sort((a, b) => sign * compare(column.value(a), column.value(b))), columns: same };
}

function readTake(reader: Reader): Step {
  const count = Number(reader.next()?.value);
  return { run: (rows) => rows.slice(0, count), columns: same };
}
