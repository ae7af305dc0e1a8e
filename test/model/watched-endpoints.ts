import type { TrafficMap, World } from '../../domain/world.ts';
import { azureOf } from '../support/memory-azure.ts';
import type { Memory } from '../support/memory-world.ts';
import type { Promised } from './promise.ts';
import { type Change, type WatchedEndpoint, watchedEndpoint } from './watched-azure.ts';

/** All endpoints of a workspace. What is asked of one goes to that one, and the others know nothing of it. */
export interface WatchedAzure {
  readonly ports: Pick<World, 'endpoints' | 'deployments'>;
  changes(): readonly Change[];
  /** Brings about what has fallen due. */
  progress(): void;
  trafficNow(endpoint: string): TrafficMap;
}

type Of = { readonly name: string };
type Method = (of: Of, ...more: unknown[]) => unknown;

export function watchedAzure(
  memory: Memory,
  clock: { now(): number },
  report: (promised: Promised, what: string) => unknown,
  hear: {
    readonly onWrite: (endpoint: string, before: TrafficMap, after: TrafficMap) => void;
    readonly onTraffic: (endpoint: string, traffic: TrafficMap) => void;
  },
): WatchedAzure {
  const watched = new Map<string, WatchedEndpoint>();
  const of = (name: string): WatchedEndpoint => {
    const known = watched.get(name);
    if (known) return known;
    const made = watchedEndpoint(name, memory, clock, report, {
      onWrite: (before, after) => hear.onWrite(name, before, after),
      onTraffic: (traffic) => hear.onTraffic(name, traffic),
    });
    watched.set(name, made);
    return made;
  };
  const plain = azureOf(memory);
  const each = <P extends 'endpoints' | 'deployments'>(port: P): World[P] => {
    const handOn = (method: string): Method => {
      return (first, ...more) =>
        (of(first.name).ports[port] as unknown as Record<string, Method>)[method]?.(first, ...more);
    };
    return Object.fromEntries(
      Object.keys(plain[port]).map((method) => [method, handOn(method)]),
    ) as unknown as World[P];
  };
  return {
    ports: { endpoints: each('endpoints'), deployments: each('deployments') },
    changes: () => [...watched.values()].flatMap(({ changes }) => changes),
    progress() {
      for (const one of watched.values()) one.progress();
    },
    trafficNow: (endpoint) => of(endpoint).trafficNow(),
  };
}
