import type { remakeEndpoint as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { retirementNote } from '../../domain/retirement.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to make the endpoint again as it was, without traffic. */
export const remakeEndpoint =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const blueprint = (await world.notes.retirements.get(endpoint, retirementNote))?.blueprint;
    return blueprint ? await world.blueprints.beginEndpoint(endpoint, blueprint.endpoint) : done({});
  };
