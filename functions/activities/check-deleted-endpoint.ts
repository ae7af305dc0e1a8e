import type { checkDeletedEndpoint as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether the endpoint is gone. */
export const checkDeletedEndpoint =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const found = await world.endpoints.get(endpoint);
    return done(found ? { state: 'running' } : { state: 'done', value: {} });
  };
