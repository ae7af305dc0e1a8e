import type { checkRoles as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { isAborted } from '../../domain/release.ts';
import { aborted } from '../../domain/rollout.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether an administrator has granted what the release waits for. */
export const checkRoles =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, principalId, roles }) => {
    if (isAborted(await world.releases.get(releaseId))) return aborted();
    const held = await Promise.all(roles.map((grant) => world.roles.has(principalId, grant)));
    return done(held.every(Boolean) ? { state: 'done', value: {} } : { state: 'running' });
  };
