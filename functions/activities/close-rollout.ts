import type { closeRollout as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { isAborted } from '../../domain/release.ts';
import { aborted } from '../../domain/rollout.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Ends the time in which people are heard. Whoever said abort before is heard now; whoever says it later is told that it is
 * too late.
 */
export const closeRollout =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId }) => {
    await world.releases.update(releaseId, { closedAt: world.clock.now().toISOString() });
    const release = await world.releases.get(releaseId);
    return isAborted(release) ? aborted() : done({});
  };
