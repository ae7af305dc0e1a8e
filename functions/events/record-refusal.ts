import { turnedAway } from '../../domain/intake.ts';
import type { Fault, FaultSlug } from '../../domain/outcome.ts';
import type { Release, ReleaseSource } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';

/** What was turned away before it could say where it belongs. */
export interface Refusal {
  readonly source: ReleaseSource;
  readonly name: string;
  readonly state: 'ignored' | 'refused';
  readonly fault: Fault;
}

/** What may be otherwise when the same event comes again. */
const mayPass: readonly FaultSlug[] = ['unknown-run', 'missing-permission'];

/** Nobody waits for an answer to an event, so a refusal becomes a record. The same source has one. */
export async function recordRefusal(world: World, refusal: Refusal, log: Log): Promise<Release> {
  const { source, name, state, fault } = refusal;
  const release = turnedAway(source, name, world.clock.now().toISOString(), { state, fault });
  await world.releases.create(release);
  if (!mayPass.includes(fault.slug)) await world.releases.remember(source.key, release.id);
  write(log, { event: 'turned away', fault: fault.slug, release: release.id, package: name });
  return release;
}
