import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { benches } from './benches.ts';
import { type BenchTable, textOf } from './table.ts';

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
  for (const table of tables) console.log(textOf(table));
  results.push(...tables);
}
mkdirSync('bench', { recursive: true });
const machine = { node: process.version, cores: availableParallelism() };
writeFileSync('bench/results.json', `${JSON.stringify({ machine, results }, null, 2)}\n`);
