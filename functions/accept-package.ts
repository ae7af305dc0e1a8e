import { createHash } from 'node:crypto';
import type { Person } from '../domain/approval.ts';
import type { GateDecision } from '../domain/gate/decision.ts';
import { type Request, releaseOf } from '../domain/intake.ts';
import { done, type Outcome, type Refused, refused } from '../domain/outcome.ts';
import type { PackageFiles } from '../domain/package/archive.ts';
import type { Release, ReleaseSource } from '../domain/release.ts';
import type { World } from '../domain/world.ts';
import { openPackage } from './open-package.ts';

/** A zip that came through one of the doors. */
export interface Delivery {
  readonly bytes: Uint8Array;
  /** What people call it: the name of the zip, without its ending. */
  readonly name: string;
  readonly workspaceId: string;
  /** `key` empty: the request cannot be told from another one with the same content. */
  readonly source: ReleaseSource;
  /** Who sent it, where that is known. */
  readonly requestedBy?: Person;
  /** The hash of the plan that was looked at, if one was: only that plan is to be carried out. */
  readonly planHash?: string;
  /** The id of the release that the same request was promised, before it was cut off. */
  readonly promised?: string;
  /** Why the gate let it through, where something was evaluated. */
  readonly gate?: GateDecision;
}

/** How many earlier releases of an endpoint are looked at for the same content. */
export const lookedAt = 50;

/**
 * Takes a package in: looks at all of it, keeps it, and records what is wanted. Whoever asks twice gets the same release.
 * A package with anything wrong in it is refused here, and leaves no trace.
 */
export async function acceptPackage(world: World, delivery: Delivery): Promise<Outcome<Release>> {
  const limitInMegabytes = world.settings.FLOWFERRY_MAX_PACKAGE_MEGABYTES;
  if (delivery.bytes.length > limitInMegabytes * 2 ** 20) return tooLarge(limitInMegabytes);
  const opened = await openPackage(delivery.bytes, delivery.name);
  if (opened.kind === 'refused') return opened;
  const { files, manifest } = opened.value;

  const hash = hashOf(files);
  await world.packages.keep(hash, delivery.bytes);
  const request: Request = {
    package: { hash, name: delivery.name },
    endpoint: { workspaceId: delivery.workspaceId, name: manifest.endpoint.name },
    source: delivery.source,
    requestedAt: world.clock.now().toISOString(),
    ...(delivery.requestedBy === undefined ? {} : { requestedBy: delivery.requestedBy }),
    ...(delivery.planHash === undefined ? {} : { planHash: delivery.planHash }),
    ...(delivery.gate === undefined ? {} : { gate: delivery.gate }),
  };
  return done(await record(world, request, delivery.promised));
}

/**
 * In an order in which a crash at any point leaves nothing half done: first which release the request leads to, so that it
 * leads to no other one; then what is wanted, with all that is needed to carry it out; then the record that people read.
 */
async function record(world: World, request: Request, promised: string | undefined): Promise<Release> {
  const earlier = await world.releases.list(request.endpoint, lookedAt);
  const wanted = releaseOf(request, earlier, promised);
  const { id: releaseId, requestedAt } = wanted;
  if (request.source.key !== '') await world.releases.remember(request.source.key, releaseId);
  const known = earlier.includes(wanted) ? await world.releases.get(releaseId) : undefined;
  if (known && known.state !== 'wanted') return known;
  await world.intents.record({
    kind: 'deploy',
    releaseId,
    endpoint: request.endpoint,
    requestedAt,
    attempt: 0,
    wanted,
  });
  const isNew = await world.releases.create(wanted);
  return isNew ? wanted : ((await world.releases.get(releaseId)) ?? wanted);
}

/** A package that is larger, zipped, than the settings allow. */
export const tooLarge = (limitInMegabytes: number): Refused =>
  refused(
    'package-too-large',
    `The package is larger than ${limitInMegabytes} MB.`,
    'Leave data and caches out of it, or raise FLOWFERRY_MAX_PACKAGE_MEGABYTES.',
  );

/** The same files are the same package, however and whenever they were zipped. */
export function hashOf(files: PackageFiles): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? new Uint8Array();
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
