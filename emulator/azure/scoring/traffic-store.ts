import type { Collection } from '../store.ts';
import type { TrafficMinute } from './traffic-record.ts';

/** A minute of a deployment in the form in which it outlives the process. */
export interface StoredMinute {
  readonly endpointId: string;
  readonly deployment: string;
  readonly minute: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly count: number;
  readonly buckets: readonly number[];
  readonly sumInMs: number;
  readonly minimumInMs: number;
  readonly maximumInMs: number;
  readonly bytes: number;
}

// A rollout looks back over hours: more than that is worth no disk.
const keptInMinutes = 6 * 60;

/** Where the ended minutes of a deployment are kept, so that a killed emulator still knows them. */
export interface TrafficStore {
  /** Keeps the minute that has ended, now that the deployment is in another one. */
  keep(endpointId: string, deployment: string, ended: number, traffic: TrafficMinute, now: number): void;
  /** What was kept, oldest first. */
  kept(): StoredMinute[];
}

export function trafficStore(minutes: Collection<StoredMinute>): TrafficStore {
  const keyOf = (endpointId: string, deployment: string, minute: number) => `${endpointId}|${deployment}|${minute}`;
  return {
    keep(endpointId, deployment, ended, traffic, now) {
      minutes.set(keyOf(endpointId, deployment, ended), stored(endpointId, deployment, ended, traffic));
      for (let old = ended - keptInMinutes; old <= Math.min(ended, now - keptInMinutes); old++) {
        minutes.delete(keyOf(endpointId, deployment, old));
      }
    },
    kept: () => minutes.values().sort((a, b) => a.minute - b.minute),
  };
}

function stored(
  endpointId: string,
  deployment: string,
  minute: number,
  { statuses, latency, bytes }: TrafficMinute,
): StoredMinute {
  const { count, buckets, sumInMs, minimumInMs, maximumInMs } = latency;
  return {
    endpointId,
    deployment,
    minute,
    statuses: Object.fromEntries(statuses),
    count,
    // The minute has ended: its buckets do not change any more.
    buckets,
    sumInMs,
    minimumInMs,
    maximumInMs,
    bytes,
  };
}

/** The minute as it was. */
export function restored({
  statuses,
  count,
  buckets,
  sumInMs,
  minimumInMs,
  maximumInMs,
  bytes,
}: StoredMinute): TrafficMinute {
  const latency = { count, sumInMs, minimumInMs, maximumInMs, buckets: [...buckets] };
  return { statuses: new Map(Object.entries(statuses)), latency, bytes };
}
