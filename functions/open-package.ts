import { type Manifest, readManifest } from '../domain/manifest.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import { type PackageFiles, readArchive } from '../domain/package/archive.ts';
import type { PackageFacts, Warning } from '../domain/package/facts.ts';
import { readPackage } from '../domain/package/package.ts';

/** A package, understood, with nothing wrong in it. */
export interface OpenedPackage {
  readonly files: PackageFiles;
  readonly facts: PackageFacts;
  readonly manifest: Manifest;
  readonly warnings: readonly Warning[];
}

/** Looks at all of a zip. Whatever is wrong with it, or with its manifest, is refused. */
export async function openPackage(bytes: Uint8Array, name: string): Promise<Outcome<OpenedPackage>> {
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
