import type { ContainerClient } from '@azure/storage-blob';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import { defaultArchiveLimits, type PackageFiles } from '../domain/package/archive.ts';
import { isLeftOut, unsafeReason } from '../domain/package/archive-paths.ts';
import type { Line } from '../domain/runs.ts';
import { someAtOnce } from './some-at-once.ts';

/** The files of a flow's folder, within the same bounds as those of a zip; `undefined` where there are none. */
export async function readFolder(container: ContainerClient, path: string): Promise<Outcome<PackageFiles | undefined>> {
  const names: string[] = [];
  let bytes = 0;
  for await (const { name, properties } of container.listBlobsFlat({ prefix: `${path}/` })) {
    const inside = name.slice(path.length + 1);
    if (inside === '' || inside.endsWith('/') || isLeftOut(inside)) continue;
    const unsafe = unsafeReason({ path: inside, isEncrypted: false, unixMode: 0, takenPaths: new Set() });
    if (unsafe) return refused('unsafe-path', `The flow's folder holds ${JSON.stringify(inside)}: ${unsafe}.`, remedy);
    names.push(inside);
    bytes += properties.contentLength ?? 0;
    if (names.length > defaultArchiveLimits.maxEntries || bytes > defaultArchiveLimits.maxUnpackedBytes) {
      return refused('package-too-large', `The flow at ${path} has too many files, or too large ones.`, remedy);
    }
  }
  if (names.length === 0) return done(undefined);
  const contents = await someAtOnce(names, 8, (name) => container.getBlobClient(`${path}/${name}`).downloadToBuffer());
  return done(new Map(names.map((name, at) => [name, new Uint8Array(contents[at] ?? [])])));
}

const remedy = 'Leave out what the flow does not need at run time, and run it again.';

/** More than this is not what an evaluation says of its lines. */
const mostBytes = 64 * 2 ** 20;

/**
 * The lines of all `.jsonl` files of a folder, each under its `line_number` (as the prompt flow command line reads them);
 * `undefined` where there are none, or far too many. A row that cannot be read is left out.
 */
export async function linesIn(container: ContainerClient, path: string): Promise<readonly Line[] | undefined> {
  const names: string[] = [];
  let bytes = 0;
  for await (const { name, properties } of container.listBlobsFlat({ prefix: `${path}/` })) {
    if (!name.endsWith('.jsonl')) continue;
    names.push(name);
    bytes += properties.contentLength ?? 0;
  }
  if (names.length === 0 || bytes > mostBytes) return undefined;
  const texts = await someAtOnce(names, 8, async (name) =>
    (await container.getBlobClient(name).downloadToBuffer()).toString('utf8'),
  );
  return texts.flatMap((text) => text.split('\n').flatMap((row) => toLine(row)));
}

function toLine(row: string): readonly Line[] {
  try {
    const { line_number: number, ...outputs } = JSON.parse(row) as Record<string, unknown>;
    return Number.isInteger(number) ? [{ number: Number(number), outputs }] : [];
  } catch {
    return [];
  }
}
