import type { DurableClient } from 'durable-functions';
import type { World } from '../../domain/world.ts';
import type { Log } from '../log.ts';
import { checkCosts } from './check-costs.ts';
import { checkLeftovers } from './check-leftovers.ts';
import { keepHouse } from './keep-house.ts';
import { resyncIntents } from './resync-intents.ts';
import { watchEndpoints } from './watch-endpoints.ts';

/** What happens by itself, and when. `schedule`: seconds, minutes, hours, day, month, weekday (NCRONTAB), in UTC. */
export interface Timer {
  readonly name: string;
  readonly schedule: string;
  readonly work: (world: World) => (log: Log, client: DurableClient) => Promise<void>;
}

export const timers: readonly Timer[] = [
  { name: 'resyncIntents', schedule: '0 */5 * * * *', work: resyncIntents },
  { name: 'watchEndpoints', schedule: '30 */5 * * * *', work: watchEndpoints },
  { name: 'checkLeftovers', schedule: '45 */5 * * * *', work: checkLeftovers },
  { name: 'checkCosts', schedule: '0 0 6 * * *', work: checkCosts },
  { name: 'keepHouse', schedule: '0 0 3 * * *', work: keepHouse },
];
