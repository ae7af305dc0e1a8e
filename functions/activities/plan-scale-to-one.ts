import type { planScaleToOne as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { retirementNote } from '../../domain/retirement.ts';
import { madeByFlowferry } from '../../domain/tags.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * Writes down how many instances each deployment has, and says which are to have one. A release that no longer serves is
 * nobody's wish any more: then nothing is.
 */
export const planScaleToOne =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, reason, requestedAt }) => {
    const live = await world.fleet.get(endpoint);
    const before = await world.notes.retirements.get(endpoint, retirementNote);
    const times = (before?.times ?? 0) + 1;
    if (live?.releaseId !== releaseId || before?.blueprint) return done({ instances: {}, times });
    const large = (await world.deployments.list(endpoint)).filter(
      ({ tags, instanceCount }) => madeByFlowferry(tags) && instanceCount > 1,
    );
    const had = Object.fromEntries(large.map(({ name, instanceCount }) => [name, instanceCount]));
    // What an earlier try has scaled already has one instance now.
    const instances = { ...had, ...before?.instances };
    const note = { releaseId, state: 'scaledToOne', reason, requestedAt, instances, live, times } as const;
    if (Object.keys(instances).length > 0) await world.notes.retirements.put(endpoint, retirementNote, note);
    return done({ instances: Object.fromEntries(large.map(({ name }) => [name, 1])), times });
  };
