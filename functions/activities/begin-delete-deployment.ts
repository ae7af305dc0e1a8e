import type { beginDeleteDeployment as contract } from '../../domain/contracts.ts';
import { refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to delete a deployment. One that carries traffic is never deleted. */
export const beginDeleteDeployment =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, deployment }) => {
    const share = (await world.endpoints.get(endpoint))?.traffic[deployment] ?? 0;
    if (share === 0) return await world.deployments.beginDelete(endpoint, deployment);
    return refused(
      'operation-failed',
      `Deployment ${deployment} was not deleted, because ${share} % of the traffic still goes to it.`,
      'Move the traffic of the endpoint to another deployment, then delete this one.',
    );
  };
