import type { fetchLogs as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Keeps the logs of a deployment that is about to be deleted. */
export const fetchLogs =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, deployment }) => {
    const kept: string[] = [];
    for (const { container, text } of await world.deployments.logs(endpoint, deployment)) {
      kept.push(await world.packages.keepLogs(releaseId, `${deployment}-${container}`, text));
    }
    return done({ kept });
  };
