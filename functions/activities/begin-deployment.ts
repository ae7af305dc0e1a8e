import type { beginDeployment as contract } from '../../domain/contracts.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Begins to create the deployment, at no traffic. */
export const beginDeployment =
  (world: World): WorkOf<typeof contract> =>
  ({ endpoint, deployment, request }) =>
    world.deployments.begin(endpoint, deployment, request);
