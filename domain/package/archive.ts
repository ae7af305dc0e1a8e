import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { done, type Outcome, type Refused, refused } from '../outcome.ts';
import { comparedPath, isJunk, plainPath, unsafeReason, withoutTopFolder } from './archive-paths.ts';

/** What a package holds: relative POSIX paths, with the folder that held everything taken off. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** How much one package may unpack to. */
export interface ArchiveLimits {
  readonly maxEntries: number;
  readonly maxUnpackedBytes: number;
}

/** A flow is a few text files and sometimes an index; what is larger belongs in a datastore. */
export const defaultArchiveLimits: ArchiveLimits = { maxEntries: 5_000, maxUnpackedBytes: 100 * 1024 * 1024 };

/**
 * Opens the zip that a team pushed, without trusting anything in it: names stay inside the package, no links, nothing
 * encrypted, and the memory it takes is bounded whatever the zip claims.
 *
 * Refuses with `not-a-zip`, `unsafe-path` or `package-too-large`; never throws for what the bytes hold.
 */
export async function readArchive(
  bytes: Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<Outcome<PackageFiles>> {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Strict names: yauzl would otherwise turn a backslash into a slash.
    return await unpack(await fromBufferPromise(buffer, { lazyEntries: true, strictFileNames: true }), limits);
  } catch (problem) {
    return notReadable(String(problem instanceof Error ? problem.message : problem));
  }
}

async function unpack(zip: ZipFile, limits: ArchiveLimits): Promise<Outcome<PackageFiles>> {
  if (zip.entryCount > limits.maxEntries) return tooManyEntries(limits);
  const files = new Map<string, Uint8Array>();
  const taken = new Set<string>();
  let remainingBytes = limits.maxUnpackedBytes;
  for await (const entry of zip.eachEntry()) {
    if (isJunk(entry.fileName)) continue;
    const unsafe = refuseUnsafe(entry, taken);
    if (unsafe) return unsafe;
    if (entry.fileName.endsWith('/')) continue;
    remainingBytes -= entry.uncompressedSize;
    if (remainingBytes < 0) return tooLarge(limits);
    taken.add(comparedPath(entry.fileName));
    files.set(plainPath(entry.fileName), await contentOf(zip, entry));
  }
  return done(withoutTopFolder(files));
}

function refuseUnsafe(entry: Entry, takenPaths: ReadonlySet<string>): Refused | undefined {
  const reason = unsafeReason({
    path: entry.fileName,
    isEncrypted: entry.isEncrypted(),
    unixMode: entry.externalFileAttributes >>> 16,
    takenPaths,
  });
  if (!reason) return undefined;
  return refused(
    'unsafe-path',
    `The zip holds the entry ${JSON.stringify(entry.fileName)}: ${reason}.`,
    'Zip the flow folder again, with plain files only and each file once.',
  );
}

/** yauzl ends the stream with an error as soon as it yields more or less than the entry declares. */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const content = new Uint8Array(entry.uncompressedSize);
  let length = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    content.set(chunk, length);
    length += chunk.length;
  }
  return content;
}

const tooManyEntries = (limits: ArchiveLimits): Refused =>
  refused(
    'package-too-large',
    `The zip holds more than ${limits.maxEntries} entries.`,
    'Leave out what the flow does not need at run time: virtual environments, caches, run records.',
  );

const tooLarge = (limits: ArchiveLimits): Refused =>
  refused(
    'package-too-large',
    `Unpacked, the zip is larger than ${Math.round(limits.maxUnpackedBytes / 1024 / 1024)} MiB.`,
    'Leave out what the flow does not need at run time; put large data into a datastore and read it from there.',
  );

/** yauzl tells unsafe names from broken zips by the message alone. */
function notReadable(problem: string): Refused {
  if (/^(absolute path|invalid relative path|invalid characters in fileName)/.test(problem)) {
    return refused(
      'unsafe-path',
      `The zip holds a path that leaves it (${problem}).`,
      'Zip the flow folder itself again.',
    );
  }
  return refused(
    'not-a-zip',
    `The package cannot be read as a zip (${problem}).`,
    'Send the flow folder as a .zip file.',
  );
}
