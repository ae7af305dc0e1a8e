import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startStack } from '../stack.ts';
import { runDemo } from './run-demo.ts';

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    speed: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
  },
});

const projectFolder = path.resolve(import.meta.dirname, '../..');
const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-demo-'));
const problems: string[] = [];
console.log(
  `Flowferry ${readVersion()}: two releases of a flow on this machine, at ${values.speed} times real time (seed ${values.seed}).`,
);

const stack = await startStack({
  appFolder: projectFolder,
  stateFolder,
  speed: Number(values.speed),
  seed: Number(values.seed),
  log: (line) => {
    if (line.level === 'error') problems.push(`${line.functionName ?? 'host'}: ${line.message}`);
  },
});
const failed = await runDemo(stack, path.join(projectFolder, 'samples/web-classification')).catch((error: unknown) => [
  error instanceof Error ? error.message : String(error),
]);

for (const problem of [...failed, ...problems]) console.error(`✗ ${problem}`);
const held = failed.length === 0 && problems.length === 0;
console.log(held ? '\nAll of it held.' : '\nNot all of it held.');
if (values.keep) {
  console.log(`It stays up until Ctrl+C: API ${stack.host.url}/api/releases, emulated Azure ${stack.azure.url}`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
}
await stack.stop();
rmSync(stateFolder, { recursive: true, force: true });
process.exit(held ? 0 : 1);

function readVersion(): string {
  return (JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as { version: string }).version;
}
