import type { DurableClient } from 'durable-functions';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';

const dayInMs = 86_400_000;
/** Long enough to look into what a release did; what it came to stands in its record. */
const keptInDays = 30;
/** What an app that slept has to catch up with, a day at a time; everything older in one go. */
const daysAtOnce = 30;

/**
 * Every day: removes the histories of orchestrations that ended, a day's worth at a time. Only what has ended: without the
 * statuses, Azure Storage would remove what runs as well.
 */
export const keepHouse =
  (world: World) =>
  async (log: Log, client: DurableClient): Promise<void> => {
    const end = world.clock.now().getTime() - keptInDays * dayInMs;
    let removed = await purge(client, 0, end - daysAtOnce * dayInMs);
    for (let day = daysAtOnce; day > 0; day -= 1)
      removed += await purge(client, end - day * dayInMs, end - (day - 1) * dayInMs);
    if (removed > 0) write(log, { event: 'purged', histories: removed });
  };

async function purge(client: DurableClient, from: number, until: number): Promise<number> {
  const { instancesDeleted } = await client.purgeInstanceHistoryBy({
    createdTimeFrom: new Date(from),
    createdTimeTo: new Date(until),
    runtimeStatus: [...ended] as never,
  });
  return instancesDeleted;
}

const ended = ['Completed', 'Failed', 'Terminated'] as const;
