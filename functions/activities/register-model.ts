import type { registerModel as contract } from '../../domain/contracts.ts';
import type { World } from '../../domain/world.ts';
import { openKept } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/** Gives the flow's folder to the workspace as a model. */
export const registerModel =
  (world: World): WorkOf<typeof contract> =>
  async ({ plan }) => {
    const opened = await openKept(world, plan.package);
    return opened.kind === 'refused' ? opened : await world.models.register(plan.workspaceId, plan.model, opened.value);
  };
