import type { Manifest } from '../domain/manifest.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import type { PackageFiles } from '../domain/package/archive.ts';
import type { PackageFacts, Warning } from '../domain/package/facts.ts';

/** A package, understood, with nothing wrong in it. */
export interface OpenedPackage {
  readonly files: PackageFiles;
  readonly facts: PackageFacts;
  readonly manifest: Manifest;
  readonly warnings: readonly Warning[];
}

/** What reads packages is loaded with the first of them, because most functions never see one. */
const readers = async () => ({
  ...(await import('../domain/package/archive.ts')),
  ...(await import('../domain/package/package.ts')),
  ...(await import('../domain/manifest.ts')),
});

/** The files of a zip. */
export async function unpack(bytes: Uint8Array): Promise<Outcome<PackageFiles>> {
  const { readArchive } = await readers();
  return await readArchive(bytes);
}

/** Looks at all of a zip. Whatever is wrong with it, or with its manifest, is refused. */
export async function openPackage(bytes: Uint8Array, name: string): Promise<Outcome<OpenedPackage>> {
  const { readArchive, readPackage, readManifest } = await readers();
  const opened = await readArchive(bytes);
  if (opened.kind === 'refused') return opened;
  const { facts, faults, warnings } = readPackage(opened.value, name);
  const [fault] = faults;
  if (fault) return { kind: 'refused', fault };
  const manifest = readManifest(opened.value);
  if (manifest.kind === 'refused') return manifest;
  if (!facts) throw new Error(`no-facts: the package ${name} has neither facts nor faults`);
  return done({ files: opened.value, facts, manifest: manifest.value, warnings });
}
