import type { checkDeletedDeployment as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether the deployment is gone. */
export const checkDeletedDeployment =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, deployment }) => {
    const found = await world.deployments.get(endpoint, deployment);
    return done(found ? { state: 'running' } : { state: 'done', value: {} });
  };
