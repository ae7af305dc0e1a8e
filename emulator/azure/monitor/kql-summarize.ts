import { readColumns, type Step, valuesOf } from './kql-columns.ts';
import { type Expression, type Reader, type Row, readList } from './kql-expression.ts';

type Aggregate = (rows: readonly Row[]) => unknown;

const numbers = (rows: readonly Row[], value: Expression | undefined) =>
  rows.map((row) => Number(value?.(row))).filter((number) => !Number.isNaN(number));
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

const aggregates: Readonly<Record<string, (args: readonly Expression[]) => Aggregate>> = {
  count: () => (rows) => rows.length,
  countif:
    ([condition]) =>
    (rows) =>
      rows.filter((row) => condition?.(row) === true).length,
  sum:
    ([value]) =>
    (rows) =>
      total(numbers(rows, value)),
  sumif:
    ([value, condition]) =>
    (rows) =>
      total(
        numbers(
          rows.filter((row) => condition?.(row) === true),
          value,
        ),
      ),
  avg:
    ([value]) =>
    (rows) =>
      total(numbers(rows, value)) / numbers(rows, value).length,
  min:
    ([value]) =>
    (rows) =>
      Math.min(...numbers(rows, value)),
  max:
    ([value]) =>
    (rows) =>
      Math.max(...numbers(rows, value)),
  dcount:
    ([value]) =>
    (rows) =>
      new Set(rows.map((row) => String(value?.(row)))).size,
};

interface Aggregated {
  readonly name: string;
  /** Several aggregates may stand in one calculation: `sum(a) / sum(b)`. */
  readonly value: Aggregate;
}

/** `summarize sum(x), y = count() by a, bin(t, 5m)`. */
export function readSummarize(reader: Reader): Step {
  const columns: Aggregated[] = [];
  do columns.push(readAggregated(reader));
  while (reader.take(','));
  const keys = reader.take('by') ? readColumns(reader) : [];
  const run = (rows: readonly Row[]) => {
    const groups = new Map<string, { readonly key: Row; readonly rows: Row[] }>();
    if (keys.length === 0) groups.set('[]', { key: {}, rows: [] });
    for (const row of rows) {
      const key = valuesOf(keys, row);
      const label = JSON.stringify(Object.values(key));
      const group = groups.get(label) ?? { key, rows: [] };
      group.rows.push(row);
      groups.set(label, group);
    }
    return [...groups.values()].map((group) => ({
      ...group.key,
      ...Object.fromEntries(columns.map(({ name, value }) => [name, value(group.rows)])),
    }));
  };
  return { run, columns: () => [...keys, ...columns].map(({ name }) => name) };
}

function readAggregated(reader: Reader): Aggregated {
  const named = reader.peek(1)?.value === '=' ? String(reader.next()?.value) : undefined;
  if (named !== undefined) reader.next();
  const argument = reader.peek(2);
  const first = readAggregate(reader);
  const name = named ?? `${first.name}_${argument?.kind === 'name' ? argument.value : ''}`;
  if (!reader.take('/')) return { name, value: first.value };
  const second = readAggregate(reader);
  return { name, value: (rows) => Number(first.value(rows)) / Number(second.value(rows)) };
}

function readAggregate(reader: Reader): Aggregated {
  const name = String(reader.next()?.value);
  const make = aggregates[name];
  if (!make || !reader.take('(')) return reader.fail(`the aggregation ${name}`);
  return { name, value: make(readList(reader)) };
}
