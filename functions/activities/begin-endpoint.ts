import type { beginEndpoint as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to create the endpoint, if the plan says so. An endpoint that is there is left exactly as it is. */
export const beginEndpoint =
  (world: World): WorkOf<typeof contract> =>
  async ({ plan }) => {
    const { name, action, body } = plan.endpoint;
    return action === 'keep' ? done({}) : await world.endpoints.begin({ workspaceId: plan.workspaceId, name }, body);
  };
