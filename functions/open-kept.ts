import { type Manifest, readManifest } from '../domain/manifest.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import { type PackageFiles, readArchive } from '../domain/package/archive.ts';
import type { PackageFacts } from '../domain/package/facts.ts';
import { readPackage } from '../domain/package/package.ts';
import type { PackageRef } from '../domain/release.ts';
import type { World } from '../domain/world.ts';

/** The files of a package that was accepted before. */
export async function openKept(world: World, ref: PackageRef): Promise<Outcome<PackageFiles>> {
  const bytes = await world.packages.kept(ref.hash);
  if (bytes) return await readArchive(bytes);
  const message = `The package ${ref.name} is not in the packages container any more.`;
  return refused('package-not-found', message, 'Push it again.');
}

/** A package that was accepted before, understood. */
export interface KeptPackage {
  readonly files: PackageFiles;
  readonly facts: PackageFacts;
  readonly manifest: Manifest;
}

/** Reads a package that was accepted before once more. A newer version of the app may see a fault that an older did not. */
export async function readKept(world: World, ref: PackageRef): Promise<Outcome<KeptPackage>> {
  const opened = await openKept(world, ref);
  if (opened.kind === 'refused') return opened;
  const { facts, faults } = readPackage(opened.value, ref.name);
  const manifest = readManifest(opened.value);
  if (manifest.kind === 'refused') return manifest;
  const [fault] = faults;
  if (fault) return { kind: 'refused', fault };
  if (!facts) throw new Error(`no-facts: the package ${ref.name} has neither facts nor faults`);
  return done({ files: opened.value, facts, manifest: manifest.value });
}
