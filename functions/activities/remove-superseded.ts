import type { removeSuperseded as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { madeByFlowferry } from '../../domain/tags.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Begins to delete what older releases left behind and nobody can go back to: an endpoint holds 20 deployments at most,
 * and each costs money. The new deployment and the one before it stay; so does everything that others made.
 */
export const removeSuperseded =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, keep }) => {
    const traffic = (await world.endpoints.get(endpoint))?.traffic ?? {};
    const removed: string[] = [];
    for (const { name, tags } of await world.deployments.list(endpoint)) {
      if (keep.includes(name) || (traffic[name] ?? 0) > 0 || !madeByFlowferry(tags)) continue;
      const begun = await world.deployments.beginDelete(endpoint, name);
      if (begun.kind === 'done') removed.push(name);
    }
    return done({ removed });
  };
