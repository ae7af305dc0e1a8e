import type { DurableClient } from 'durable-functions';
import { isDue, type Leftover } from '../../domain/leftover.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import { nudge } from '../nudge.ts';

/**
 * Every five minutes: asks each endpoint that keeps a deployment beyond its time to remove it. While anything else is wanted
 * of the endpoint, it waits: the deployment may be the way back.
 */
export const checkLeftovers =
  (world: World) =>
  async (log: Log, client: DurableClient): Promise<void> => {
    for await (const { endpoint, note } of world.notes.leftovers.all()) {
      if (isDue(note, world.clock.now())) await remove(world, endpoint, note, log, client);
    }
  };

async function remove(
  world: World,
  endpoint: EndpointRef,
  { deployment, releaseId }: Leftover,
  log: Log,
  client: DurableClient,
): Promise<void> {
  const found = await world.deployments.get(endpoint, deployment);
  if (!found) return await world.notes.leftovers.remove(endpoint, deployment);
  if (found.state === 'Deleting' || (await world.intents.of(endpoint)).length > 0) return;
  const requestedAt = world.clock.now().toISOString();
  const reason = `Deployment ${deployment} has been kept long enough.`;
  await world.intents.record({ kind: 'removePrevious', releaseId, endpoint, requestedAt, attempt: 0, reason });
  write(log, { event: 'leftover', endpoint: endpoint.name, release: releaseId, deployment });
  await nudge(client, endpoint);
}
