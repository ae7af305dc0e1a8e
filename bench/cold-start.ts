import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startStorage } from '../emulator/storage.ts';
import { packagedFiles } from '../packaging/app-package.ts';
import { type BuiltFile, bundleApp } from '../packaging/bundle.ts';
import { type FirstUse, type Use, uses } from './cold-start/first-use.ts';
import { unbundleApp } from './cold-start/unbundle.ts';
import type { BenchTable } from './table.ts';

interface Load {
  readonly inMs: number;
  readonly cpuInMs: number;
}

const workspaceId =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ml';
const settings = { FLOWFERRY_WORKSPACES: workspaceId, TASKHUB_NAME: 'ColdStart' };

/** How long the app takes to load in a fresh process, and what the first use of a function adds to that. */
export async function benchColdStart({ rounds = 15, of = uses as readonly Use[] } = {}): Promise<BenchTable[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-cold-start-'));
  try {
    const [bundled, unbundled] = [path.join(folder, 'bundled'), path.join(folder, 'unbundled')];
    const built = await deploy(bundled);
    await unbundleApp(unbundled);
    return [await compareLoads(bundled, unbundled, rounds), await firstUses(of, bundled, built, folder)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The package, laid out as it is deployed. */
async function deploy(appFolder: string): Promise<readonly BuiltFile[]> {
  const built = await bundleApp(path.join(appFolder, 'dist'));
  for (const { name, bytes } of packagedFiles('.', path.join(appFolder, 'dist'))) {
    mkdirSync(path.dirname(path.join(appFolder, name)), { recursive: true });
    writeFileSync(path.join(appFolder, name), bytes);
  }
  return built;
}

/** Side by side, round by round, so that whatever else the machine does falls on both. */
async function compareLoads(bundled: string, unbundled: string, rounds: number): Promise<BenchTable> {
  const nowhere = 'http://127.0.0.1:9/a';
  const storage = `AccountName=a;AccountKey=a2V5;BlobEndpoint=${nowhere};QueueEndpoint=${nowhere};TableEndpoint=${nowhere};`;
  const env = { ...settings, AzureWebJobsStorage: `DefaultEndpointsProtocol=http;${storage}` };
  const loads: { readonly bundled: Load; readonly unbundled: Load }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    loads.push({
      bundled: await inFreshProcess<Load>('load-app.ts', [bundled], env),
      unbundled: await inFreshProcess<Load>('load-app.ts', [unbundled], env),
    });
  }
  const row = (what: string, value: (load: Load) => number) => {
    const [one, other] = [loads.map((each) => value(each.bundled)), loads.map((each) => value(each.unbundled))];
    const ratios = loads.map((each) => value(each.bundled) / value(each.unbundled));
    return [what, Math.round(median(one)), Math.round(median(other)), Number(median(ratios).toFixed(2))];
  };
  return {
    name: 'cold start: loading the app in a fresh process',
    columns: ['median of', 'bundled, ms', 'unbundled, ms', 'ratio'],
    rows: [row('time', ({ inMs }) => inMs), row('CPU time', ({ cpuInMs }) => cpuInMs)],
    notes: [
      `${rounds} rounds, each with both, one after the other. The ratio is the median of the rounds'; at most 0.5 is the target.`,
    ],
  };
}

async function firstUses(
  of: readonly Use[],
  appFolder: string,
  built: readonly BuiltFile[],
  folder: string,
): Promise<BenchTable> {
  const storage = await startStorage({ folder: path.join(folder, 'storage') });
  try {
    // On this machine nobody has to sign in; Azure itself is not asked for anything here.
    const local = { ...settings, FLOWFERRY_EMULATOR: 'http://127.0.0.1:9' };
    const env = { ...local, AzureWebJobsStorage: storage.addresses.connectionString };
    const rows: (string | number)[][] = [];
    for (const use of of) rows.push(rowOf(use, await inFreshProcess<FirstUse>('first-use.ts', [appFolder, use], env)));
    return {
      name: 'cold start: what the first use of a function adds',
      columns: ['function', 'ms', 'KB loaded', 'SDKs loaded'],
      rows,
      notes: ['Storage by connection string. By identity, as in Azure, the first token loads @azure/identity too.'],
    };
  } finally {
    await storage.stop();
  }

  function rowOf(use: Use, { inMs, loaded }: FirstUse): (string | number)[] {
    const files = built.filter(({ name }) => loaded.includes(name));
    const packages = new Set(files.flatMap((file) => file.packages).filter((name) => sdk.test(name)));
    const kilobytes = files.reduce((sum, { sizeInBytes }) => sum + sizeInBytes / 1024, 0);
    return [use, Math.round(inMs), Math.round(kilobytes), [...packages].toSorted().join(', ') || 'none'];
  }
}

const sdk = /^@azure\/(?:arm-|data-|storage-(?:blob|queue)|identity|monitor-|eventgrid|core-rest)/;

async function inFreshProcess<T>(script: string, given: readonly string[], env: Record<string, string>): Promise<T> {
  const file = path.join(import.meta.dirname, 'cold-start', script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...given], { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as T;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
