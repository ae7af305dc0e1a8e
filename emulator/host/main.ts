import path from 'node:path';
import { parseArgs } from 'node:util';
import { printerOf } from './console.ts';
import { startHost } from './host.ts';
import { persistentClock } from './host-clock.ts';

const usage = `Runs an Azure Functions app (Node programming model v4) on this machine.

  npm run host -- <app folder> [options]

  --port N     listen on 127.0.0.1:N; 0 takes any free port    (default: 7071)
  --state DIR  keep the durable state here                     (default: <app folder>/.host)
  --speed N    let time pass N times as fast                   (default: 1)
  --key KEY    ask for this key where functions and webhooks need one
  --strict     run every orchestrator turn twice and fail what is not deterministic
  --no-fsync   faster; safe against a killed process, but not against a power cut
  --json       one JSON object a line, the first of which names the address
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '7071' },
      state: { type: 'string' },
      speed: { type: 'string', default: '1' },
      key: { type: 'string' },
      strict: { type: 'boolean', default: false },
      'no-fsync': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const appFolder = path.resolve(folder);
  const stateFolder = path.resolve(values.state ?? path.join(appFolder, '.host'));
  const printer = printerOf(values.json);
  const host = await startHost({
    appFolder,
    stateFolder,
    port: numberOf('port', values.port),
    clock: persistentClock(stateFolder, numberOf('speed', values.speed)),
    fsync: !values['no-fsync'],
    strict: values.strict,
    log: printer.log,
    ...(values.key === undefined ? {} : { key: values.key }),
  });
  printer.ready(host, stateFolder);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void host.stop().finally(() => process.exit()));
  }
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new Error(`--${name} is '${text}', but must be a number.`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
