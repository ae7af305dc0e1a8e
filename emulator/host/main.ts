import path from 'node:path';
import { parseArgs } from 'node:util';
import { type HostLogLine, startHost } from './host.ts';
import { persistentClock } from './host-clock.ts';

const usage = `Runs an Azure Functions app (Node programming model v4) on this machine.

  npm run host -- <app folder> [options]

  --port N     listen on 127.0.0.1:N           (default: 7071)
  --state DIR  keep the durable state here     (default: <app folder>/.host)
  --speed N    let time pass N times as fast   (default: 1)
  --key KEY    ask for this key where the app's functions and the webhooks need one
  --strict     run every orchestrator turn twice and fail what is not deterministic
  --no-fsync   faster, and safe against a killed process but not a power cut
  --json       log lines as JSON, the first of which names the address
`;

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

async function main(): Promise<void> {
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const appFolder = path.resolve(folder);
  const stateFolder = path.resolve(values.state ?? path.join(appFolder, '.host'));
  const host = await startHost({
    appFolder,
    stateFolder,
    port: numberOf('port', values.port),
    clock: persistentClock(stateFolder, numberOf('speed', values.speed)),
    fsync: !values['no-fsync'],
    strict: values.strict,
    log: values.json ? printJson : print,
    ...(values.key === undefined ? {} : { key: values.key }),
  });
  const { url, functions } = host;
  if (values.json) printLine({ url, functions, stateFolder });
  else
    process.stdout.write(
      `\n${url} runs ${functions.map(({ name, trigger }) => `${name} (${trigger})`).join(', ')}\n\n`,
    );
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void host.stop().then(() => process.exit(0)));
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new Error(`--${name} is '${text}', but must be a number.`);
}

const printLine = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

function printJson(line: HostLogLine): void {
  printLine({ time: new Date().toISOString(), ...line });
}

function print({ level, category, functionName, message }: HostLogLine): void {
  const isDetail = category === 'system' && (level === 'trace' || level === 'debug');
  if (!isDetail) process.stdout.write(`${level.padEnd(11)} ${functionName ? `${functionName}: ` : ''}${message}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
