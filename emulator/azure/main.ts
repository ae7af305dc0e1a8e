import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ClockOrigin, scaledClock } from '../clock.ts';
import { startStorage } from '../storage.ts';
import { startAzure } from './azure.ts';

/*
 * The emulated Azure alone: `npm run emulator -- [--port N] [--control-port N] [--speed N] [--seed N] [--state DIR] [--json]`.
 * Without a state folder everything is gone when it ends.
 */
const { values: given } = parseArgs({
  options: {
    port: { type: 'string' },
    'control-port': { type: 'string' },
    speed: { type: 'string', default: '1' },
    seed: { type: 'string' },
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} takes a number, not '${text}'.`);
  return number;
}

/** Time goes on from where it was: a restart may change how fast it passes, but never turns it back. */
function clockOriginIn(folder: string, speed: number): ClockOrigin {
  const file = join(folder, 'clock.json');
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ClockOrigin) : undefined;
  const virtualStart = earlier ? Math.max(scaledClock(earlier).now(), Date.now()) : Date.now();
  const origin = earlier?.speed === speed ? earlier : { realStart: Date.now(), virtualStart, speed };
  writeFileSync(file, JSON.stringify(origin));
  return origin;
}

const folder = given.state ?? mkdtempSync(join(tmpdir(), 'flowferry-emulator-'));
mkdirSync(folder, { recursive: true });
const seed = numberOf('seed', given.seed) ?? Math.floor(Math.random() * 2 ** 31);
const speed = numberOf('speed', given.speed) || 1;
const [port, controlPort] = [numberOf('port', given.port), numberOf('control-port', given['control-port'])];
const storage = await startStorage({ folder: join(folder, 'storage') });
const azure = await startAzure({
  clock: scaledClock(clockOriginIn(folder, speed)),
  ...(given.state !== undefined && { stateFolder: join(folder, 'azure') }),
  storage: storage.addresses,
  seed,
  events: { container: 'flows', queue: 'pipeline-events' },
  ...(port !== undefined && { port }),
  ...(controlPort !== undefined && { controlPort }),
});

const addresses = {
  azure: azure.url,
  control: azure.controlUrl,
  workspace: azure.workspace.id,
  storage: storage.addresses.connectionString,
  seed,
  speed,
};
if (given.json) process.stdout.write(`${JSON.stringify(addresses)}\n`);
else for (const [name, value] of Object.entries(addresses)) process.stdout.write(`${name.padEnd(10)} ${value}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void azure
      .stop()
      .then(() => storage.stop())
      .then(() => given.state === undefined && rmSync(folder, { recursive: true, force: true }))
      .then(() => process.exit(0));
  });
}
