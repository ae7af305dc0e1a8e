import type { recordRelease as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { hasEnded } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Writes how far the release has come. */
export const recordRelease =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, ...change }) => {
    const ended = change.state && hasEnded(change.state) ? { endedAt: world.clock.now().toISOString() } : {};
    await world.releases.update(releaseId, { ...change, ...ended });
    const endpoint = change.state === 'rolledBack' ? (await world.releases.get(releaseId))?.endpoint : undefined;
    if (endpoint) await world.fleet.leave(endpoint);
    return done({});
  };
