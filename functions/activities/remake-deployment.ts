import type { remakeDeployment as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { retirementNote } from '../../domain/retirement.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to make a deployment again as it was, at no traffic. */
export const remakeDeployment =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, deployment }) => {
    const body = (await world.notes.retirements.get(endpoint, retirementNote))?.blueprint?.deployments[deployment];
    return body ? await world.blueprints.beginDeployment(endpoint, deployment, body) : done({});
  };
