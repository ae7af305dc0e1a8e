import { check, readFiles } from './check.ts';
import { loadGrammar } from './grammar.ts';
import { readSnapshots } from './schema.ts';

/** The infra check from a terminal. With `--list`: what each case would make in Azure. */
const { findings, deployed } = check(readFiles(), readSnapshots(), await loadGrammar());

for (const { file, line, message } of findings) console.error(`infra/${file}:${line}: ${message}`);
if (process.argv.includes('--list')) {
  for (const { case: of, resources } of deployed) {
    console.log(`\n${of.name}`);
    for (const { type, name, scope } of resources) console.log(`  ${type}  ${name}  in ${scope}`);
  }
}
const made = deployed.map(({ case: of, resources }) => `${of.name} ${resources.length}`).join(', ');
console.log(`infra: ${findings.length} findings; resources made by case: ${made}`);
if (findings.length > 0) process.exitCode = 1;
