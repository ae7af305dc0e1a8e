import type { checkEndpoint as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether the endpoint is ready, and which identity it has. */
export const checkEndpoint =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint }) => {
    const checked = await world.endpoints.check(endpoint);
    if (checked.kind === 'refused' || checked.value.state === 'running') return checked as never;
    const { principalId } = checked.value.value.identity;
    return done({ state: 'done', value: principalId === undefined ? {} : { principalId } });
  };
