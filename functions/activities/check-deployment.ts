import type { checkDeployment as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether the deployment is ready; if it failed, why. */
export const checkDeployment =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, deployment }) => {
    const checked = await world.deployments.check(endpoint, deployment);
    if (checked.kind === 'refused') return checked;
    return done(checked.value.state === 'running' ? { state: 'running' } : { state: 'done', value: {} });
  };
