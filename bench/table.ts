/** What one benchmark found: a table for people, plain JSON for scripts. */
export interface BenchTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly notes?: readonly string[];
}

const format = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

/** A table as it is printed. */
export function textOf({ name, columns, rows, notes = [] }: BenchTable): string {
  const table = [columns, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? format(cell) : cell)));
  const widths = columns.map((_, index) => Math.max(...table.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
  return [`\n${name}\n`, ...table.map((row) => `  ${line(row).trimEnd()}`), ...notes.map((note) => `\n  ${note}`)].join(
    '\n',
  );
}
