import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { BenchTable } from './table.ts';

const format = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

type Bench = () => Promise<BenchTable | readonly BenchTable[]>;

/** Every benchmark, by the name that `npm run bench <name>` takes. Loaded when asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  emulator: async () => (await import('./emulator.ts')).benchEmulator,
  host: async () => (await import('./host.ts')).benchHost,
  metrics: async () => (await import('./metrics.ts')).benchMetrics,
  gate: async () => (await import('./gate.ts')).benchGate,
  judge: async () => (await import('./judge.ts')).benchJudge,
  plan: async () => (await import('./plan.ts')).benchPlan,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

const results: BenchTable[] = [];
for (const [name, load] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const tables = [await (await load())()].flat() as BenchTable[];
  for (const table of tables) print(table);
  results.push(...tables);
}
mkdirSync('bench', { recursive: true });
const machine = { node: process.version, cores: availableParallelism() };
writeFileSync('bench/results.json', `${JSON.stringify({ machine, results }, null, 2)}\n`);

function print({ name, columns, rows, notes = [] }: BenchTable): void {
  const table = [columns, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? format(cell) : cell)));
  const widths = columns.map((_, index) => Math.max(...table.map((row) => (row[index] ?? '').length)));
  console.log(`\n${name}\n`);
  for (const row of table)
    console.log(
      `  ${row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()}`,
    );
  for (const note of notes) console.log(`\n  ${note}`);
}
