import { addLatency, emptySketch, type LatencySketch } from './latency-sketch.ts';
import { restored, type TrafficStore } from './traffic-store.ts';

/** One served request, as the front of the endpoint saw it. */
export interface TrafficSample {
  readonly endpointId: string;
  readonly deployment: string;
  /** When it was answered, in milliseconds since 1970. */
  readonly time: number;
  /** What the caller got. */
  readonly status: number;
  /** What the container said; absent where no container was asked or it did not answer in time. */
  readonly modelStatus?: number;
  readonly latencyInMs: number;
  readonly bytes: number;
}

/** What happened to a deployment within one minute. */
export interface TrafficMinute {
  /** Number of requests by `status|modelStatus`. */
  readonly statuses: Map<string, number>;
  readonly latency: LatencySketch;
  bytes: number;
}

/** The minutes of one deployment, by their number since 1970. A minute without requests is not there. */
export type MinutesOfDeployment = ReadonlyMap<number, TrafficMinute>;

/** Everything that was served, for those who measure it. */
export interface TrafficRecord {
  add(sample: TrafficSample): void;
  /** Deployments of an endpoint that ever served a request, also those deleted since: metrics belong to the id. */
  of(endpointId: string): ReadonlyMap<string, MinutesOfDeployment>;
}

const minuteInMs = 60_000;
const retentionInMinutes = 31 * 24 * 60;

export const minuteOf = (time: number): number => Math.floor(time / minuteInMs);

/** Keeps counts per minute, for 31 days in memory. What the store has kept is there again from the start. */
export function trafficRecord(store?: TrafficStore): TrafficRecord {
  const endpoints = new Map<string, Map<string, Map<number, TrafficMinute>>>();
  const deploymentsOf = (endpointId: string) => entry(endpoints, endpointId.toLowerCase(), () => new Map());
  const latest = new Map<Map<number, TrafficMinute>, number>();
  const minutesOf = (endpointId: string, deployment: string) =>
    entry(deploymentsOf(endpointId), deployment, () => new Map<number, TrafficMinute>());
  for (const old of store?.kept() ?? []) minutesOf(old.endpointId, old.deployment).set(old.minute, restored(old));
  const keepEnded = ({ endpointId, deployment }: TrafficSample, minutes: Map<number, TrafficMinute>, now: number) => {
    const before = latest.get(minutes) ?? now;
    const ended = minutes.get(before);
    if (before < now && ended) store?.keep(endpointId, deployment, before, ended, now);
    latest.set(minutes, Math.max(before, now));
  };
  return {
    add(sample) {
      const minutes = minutesOf(sample.endpointId, sample.deployment);
      const now = minuteOf(sample.time);
      const minute = entry(minutes, now, emptyMinute);
      const key = `${sample.status}|${sample.modelStatus ?? ''}`;
      minute.statuses.set(key, (minute.statuses.get(key) ?? 0) + 1);
      minute.bytes += sample.bytes;
      addLatency(minute.latency, sample.latencyInMs);
      if (minute.latency.count > 1) return;
      keepEnded(sample, minutes, now);
      forgetOld(minutes, now);
    },
    of: (endpointId) => endpoints.get(endpointId.toLowerCase()) ?? new Map(),
  };
}

const emptyMinute = (): TrafficMinute => ({ statuses: new Map(), latency: emptySketch(), bytes: 0 });

/** Minutes are added in their order, so the oldest stand first. */
function forgetOld(minutes: Map<number, TrafficMinute>, now: number): void {
  for (const minute of minutes.keys()) {
    if (minute > now - retentionInMinutes) return;
    minutes.delete(minute);
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** The two statuses of a key of `statuses`. */
export function statusesIn(key: string): { readonly status: string; readonly modelStatus: string } {
  const [status = '', modelStatus = ''] = key.split('|');
  return { status, modelStatus };
}
