import { done, type Outcome, refused } from '../domain/outcome.ts';
import type { PackageFiles } from '../domain/package/archive.ts';
import type { PackageRef } from '../domain/release.ts';
import { sampleFileFor } from '../domain/smoke.ts';
import type { World } from '../domain/world.ts';
import { type OpenedPackage, openPackage, unpack } from './open-package.ts';

/** The files of a package that was accepted before. */
export async function openKept(world: World, ref: PackageRef): Promise<Outcome<PackageFiles>> {
  const bytes = await bytesOf(world, ref);
  return bytes.kind === 'refused' ? bytes : await unpack(bytes.value);
}

export type KeptPackage = OpenedPackage;

/** Reads a package that was accepted before once more. A newer version of the app may see a fault that an older did not. */
export async function readKept(world: World, ref: PackageRef): Promise<Outcome<KeptPackage>> {
  const bytes = await bytesOf(world, ref);
  return bytes.kind === 'refused' ? bytes : await openPackage(bytes.value, ref.name);
}

/** What the package itself gives to try it with. */
export const sampleOf = ({ facts, manifest, files }: KeptPackage): string | undefined => {
  const file = sampleFileFor(facts, manifest);
  const bytes = file === undefined ? undefined : files.get(file);
  return bytes && new TextDecoder().decode(bytes);
};

async function bytesOf(world: World, ref: PackageRef): Promise<Outcome<Uint8Array>> {
  const bytes = await world.packages.kept(ref.hash);
  if (bytes) return done(bytes);
  const message = `The package ${ref.name} is not in the packages container any more.`;
  return refused('package-not-found', message, 'Push it again.');
}
