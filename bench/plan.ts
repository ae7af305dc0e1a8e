import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OfflinePlan, offlinePlan } from '../domain/offline-plan.ts';
import type { PackageFiles } from '../domain/package/archive.ts';
import { quantile } from './quantile.ts';
import type { BenchTable } from './table.ts';

const samples = path.join(import.meta.dirname, '../samples');
const collection = path.join(import.meta.dirname, '../../shared/data/flows');

/** How long it takes to understand a flow, once the program runs: `flowferry plan` for every flow that is at hand. */
export async function benchPlan({ runs = 5, hasCollection = existsSync(collection) } = {}): Promise<BenchTable> {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-bench-'));
  try {
    const flows = [...flowsBelow(samples), ...(hasCollection ? flowsOfCollection(folder) : [])];
    const timed = flows.map(({ name, files }) => measure(name, files, runs));
    return tableOf(timed, hasCollection);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Timed {
  readonly kind: OfflinePlan['kind'];
  readonly isRefused: boolean;
  readonly inMs: number;
}

/** The median of a few runs. Nothing is kept between them: every run gets copies of the files. */
function measure(name: string, files: PackageFiles, runs: number): Timed {
  const durations: number[] = [];
  let plan: OfflinePlan | undefined;
  for (let run = 0; run < runs; run += 1) {
    const fresh = new Map([...files].map(([file, bytes]) => [file, bytes.slice()]));
    const start = performance.now();
    plan = offlinePlan(fresh, name, 'image');
    durations.push(performance.now() - start);
  }
  return { kind: plan?.kind ?? 'unknown', isRefused: (plan?.faults.length ?? 0) > 0, inMs: quantile(durations, 0.5) };
}

function tableOf(timed: readonly Timed[], hasCollection: boolean): BenchTable {
  const kinds = [...new Set(timed.map(({ kind }) => kind))].sort();
  const row = (title: string, own: readonly Timed[]) => {
    const durations = own.map(({ inMs }) => inMs);
    const refused = own.filter(({ isRefused }) => isRefused).length;
    return [
      title,
      own.length,
      refused,
      ...[0.5, 0.95, 1].map((share) => Number(quantile(durations, share).toFixed(2))),
    ];
  };
  return {
    name: 'plan',
    columns: ['kind', 'flows', 'refused', 'median ms', 'p95 ms', 'max ms'],
    rows: [
      ...kinds.map((kind) =>
        row(
          kind,
          timed.filter((each) => each.kind === kind),
        ),
      ),
      row('all', timed),
    ],
    notes: hasCollection ? [] : ['The collection of public flows is not here: only the samples were measured.'],
  };
}

/** Public flows, whose collection may lie beside the repository; it writes itself out as folders. */
function flowsOfCollection(target: string): { name: string; files: PackageFiles }[] {
  execFileSync(process.execPath, [path.join(collection, 'materialize.mjs'), target]);
  return flowsBelow(target);
}

const flowsBelow = (folder: string): { name: string; files: PackageFiles }[] =>
  readdirSync(folder).map((name) => ({ name, files: filesIn(path.join(folder, name)) }));

function filesIn(folder: string): PackageFiles {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => [path.relative(folder, file).replaceAll(path.sep, '/'), new Uint8Array(readFileSync(file))]),
  );
}
