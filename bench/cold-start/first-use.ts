import { createRequire } from 'node:module';
import path from 'node:path';
import { startHost } from '../../emulator/host/host.ts';

/** The kinds of functions whose first use is looked at. */
export const uses = ['HTTP status', 'queue', 'timer'] as const;
export type Use = (typeof uses)[number];

export interface FirstUse {
  readonly inMs: number;
  /** Files of the app that were loaded for it, below its folder. */
  readonly loaded: readonly string[];
}

async function measure(appFolder: string, use: Use): Promise<FirstUse> {
  const { cache } = createRequire(path.join(appFolder, 'package.json'));
  const host = await startHost({ appFolder });
  const before = new Set(Object.keys(cache));
  const begin = performance.now();
  if (use === 'HTTP status') {
    const { status } = await fetch(`${host.url}/api/releases/nobody`);
    if (status !== 404) throw new Error(`the status of nobody is ${status}`);
  }
  if (use === 'timer') await host.runTimer('resyncIntents');
  if (use === 'queue') {
    const body = JSON.stringify({ input: Buffer.from('{"not": "an event"}').toString('base64') });
    await fetch(`${host.url}/admin/functions/receiveEvent`, { method: 'POST', body });
    await host.idle();
  }
  const inMs = performance.now() - begin;
  const loaded = Object.keys(cache).filter((file) => !before.has(file));
  await host.stop();
  return { inMs, loaded: loaded.map((file) => path.relative(path.join(appFolder, 'dist'), file)) };
}

const [, script, appFolder, use] = process.argv;
if (script === import.meta.filename && appFolder !== undefined) {
  process.stdout.write(JSON.stringify(await measure(appFolder, use as Use)));
  process.exit();
}
