import type { checkTraffic as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { sameTraffic } from '../../domain/traffic.ts';
import type { EndpointFacts, TrafficMap, World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether the endpoint, read back, shows the traffic that was written. */
export const checkTraffic =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, traffic, mirror }) => {
    const checked = await world.endpoints.check(endpoint);
    if (checked.kind === 'refused') return checked;
    const shows = checked.value.state === 'done' && showsAll(checked.value.value, traffic, mirror);
    return done(shows ? { state: 'done', value: {} } : { state: 'running' });
  };

const showsAll = (found: EndpointFacts, traffic: TrafficMap, mirror: TrafficMap | undefined) =>
  sameTraffic(found.traffic, traffic) && (mirror === undefined || sameTraffic(found.mirror ?? {}, mirror));
