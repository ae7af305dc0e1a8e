import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

/** Bundles a host with the crash app, so that a process is up in a fraction of a second. */
export async function buildCrashApp(folder: string): Promise<string> {
  await build({
    entryPoints: [path.resolve('test/fixtures/crash-app/main.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    external: ['@azure/functions-core'],
    banner: { js: "import { createRequire as from } from 'node:module'; const require = from(import.meta.url);" },
    logLevel: 'error',
  });
  return path.join(folder, 'main.mjs');
}

export interface CrashHost {
  /** Undefined when the process was killed before it was up. */
  readonly url: Promise<string | undefined>;
  kill(): void;
  readonly gone: Promise<void>;
}

export interface CrashHosts {
  /** Starts a host on the state folder; a process that has loaded everything is waiting for that. */
  next(): Promise<CrashHost>;
  /** Ends every process that was ever started here. */
  stop(): void;
}

interface Waiting {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly loaded: Promise<unknown>;
  readonly gone: Promise<void>;
}

export function crashHosts(entry: string, folder: string): CrashHosts {
  const environment = {
    ...process.env,
    EFFECTS: path.join(folder, 'effects.log'),
    NODE_COMPILE_CACHE: path.join(folder, 'compile-cache'),
  };
  const running = new Set<ChildProcess>();
  const load = (): Waiting => {
    const child = spawn(process.execPath, [entry], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin.on('error', () => {});
    running.add(child);
    child.once('exit', () => running.delete(child));
    return { child, lines, loaded: lines.next(), gone };
  };
  let waiting = load();
  return {
    async next() {
      const { child, lines, loaded, gone } = waiting;
      await loaded;
      waiting = load();
      child.stdin?.write(`${path.join(folder, 'state')}\n`);
      const url = lines.next().then(({ value, done }) => (done ? undefined : String(value)));
      return { url, gone, kill: () => void child.kill('SIGKILL') };
    },
    stop() {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}
