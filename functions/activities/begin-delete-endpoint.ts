import type { beginDeleteEndpoint as contract } from '../../domain/contracts.ts';
import { refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to delete an endpoint that this release created, unless somebody has put a deployment on it by now. */
export const beginDeleteEndpoint =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const [deployment] = await world.deployments.list(endpoint);
    if (!deployment) return await world.endpoints.beginDelete(endpoint);
    return refused(
      'operation-failed',
      `Endpoint ${endpoint.name} was not deleted, because deployment ${deployment.name} is on it.`,
      'Delete the deployment if nobody needs it, then the endpoint.',
    );
  };
