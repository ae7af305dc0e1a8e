import path from 'node:path';
import { parseArgs } from 'node:util';
import { startStack } from './stack.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    speed: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    state: { type: 'string', default: '.state/local' },
    port: { type: 'string', default: '7071' },
  },
});

const projectFolder = path.resolve(import.meta.dirname, '..');
const stack = await startStack({
  appFolder: projectFolder,
  stateFolder: path.resolve(values.state),
  speed: Number(values.speed),
  seed: Number(values.seed),
  port: Number(values.port),
  // The first line of --json is for scripts; the log goes where it does not mix with it.
  log: (line) => {
    if (line.category === 'user' || line.level === 'error')
      console.error(`${line.functionName ?? 'host'}: ${line.message}`);
  },
});

const { storage, azure, host } = stack;
const addresses = {
  api: `${host.url}/api`,
  azure: azure.url,
  control: azure.controlUrl,
  workspace: azure.workspace.id,
  storage: storage.addresses.connectionString,
  speed: stack.clock.speed,
  seed: Number(values.seed),
};
if (values.json) console.log(JSON.stringify(addresses));
else {
  console.log(`Flowferry is up, at ${addresses.speed} times real time (seed ${addresses.seed}). Stop it with Ctrl+C.

  API              ${addresses.api}/releases
  emulated Azure   ${addresses.azure}
  its controls     ${addresses.control}
  workspace        ${azure.workspace.id}

Deploy a flow:   npx flowferry deploy samples/web-classification`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stack.stop().then(() => process.exit(0)));
}
