import { done, type Outcome } from '../../domain/outcome.ts';
import { sameTraffic, stableOf } from '../../domain/traffic.ts';
import type { DeploymentFacts, EndpointFacts, Progress, TrafficMap, World } from '../../domain/world.ts';
import { azureOf } from '../support/memory-azure.ts';
import type { Memory } from '../support/memory-world.ts';
import type { Promised } from './promise.ts';

/** A change that Azure accepted. Everything about an endpoint takes its time. */
export interface Change {
  readonly what: 'endpoint' | 'traffic' | 'deployment' | 'delete deployment' | 'delete endpoint';
  readonly name: string;
  readonly at: number;
  readonly until: number;
  /** The traffic at the moment of the change, and what is to become of it. */
  readonly before: TrafficMap;
  readonly after: TrafficMap;
}

export interface WatchedEndpoint {
  readonly ports: Pick<World, 'endpoints' | 'deployments'>;
  readonly changes: Change[];
  /** Brings about what has fallen due. */
  progress(): void;
  trafficNow(): TrafficMap;
}

/**
 * One endpoint with its deployments, as memory has it, but in its own time; it knows what it was promised, and reports every
 * breach as it happens.
 */
export function watchedEndpoint(
  endpoint: string,
  memory: Memory,
  clock: { now(): number },
  report: (promised: Promised, what: string) => unknown,
  hear: {
    readonly onWrite: (before: TrafficMap, after: TrafficMap) => void;
    readonly onTraffic: (traffic: TrafficMap) => void;
  },
): WatchedEndpoint {
  const plain = azureOf(memory);
  const changes: Change[] = [];
  const due: { until: number; happen: () => void }[] = [];
  const progress = () => {
    for (const each of due.filter(({ until }) => until <= clock.now())) {
      due.splice(due.indexOf(each), 1);
      each.happen();
    }
  };
  const trafficNow = () => memory.endpoints.get(endpoint)?.traffic ?? {};
  const own = new Set<string>();
  const deployments = () => [...memory.deployments.values()].filter(({ name }) => own.has(name));
  const deployment = (name: string) => deployments().find((each) => each.name === name);
  const patch = (name: string, over: Partial<EndpointFacts>) => {
    const found = memory.endpoints.get(name);
    if (found) memory.endpoints.set(name, { ...found, ...over });
  };
  const set = (name: string, over: Partial<DeploymentFacts>) => {
    const found = memory.deployments.get(name);
    if (found) memory.deployments.set(name, { ...found, ...over });
  };
  const inFlight = () => changes.filter(({ until }) => until > clock.now());

  /** Accepts a change, unless the very same one is on its way, and says so if another one still is. */
  const accept = (
    what: Change['what'],
    name: string,
    seconds: number,
    after: TrafficMap,
    happen: () => void,
  ): boolean => {
    progress();
    const running = inFlight().filter((each) => isAnchored(each) || what !== 'delete deployment');
    if (running.some((each) => each.what === what && each.name === name && sameTraffic(each.after, after)))
      return false;
    // Deployments without traffic are deleted on the side; nothing waits for them, and nothing of the endpoint changes.
    const other = running.find((each) => isAnchored(each) && what !== 'delete deployment');
    if (other) report('P1', `${what} ${name} was begun while ${other.what} ${other.name} was under way`);
    const until = clock.now() + seconds * 1000;
    changes.push({ what, name, at: clock.now(), until, before: trafficNow(), after });
    due.push({ until, happen });
    return true;
  };
  const isAnchored = ({ what }: Change) => what !== 'delete deployment';

  const isServing = (name: string | undefined) =>
    [...memory.releases.values()].some(({ deployment, state }) => deployment === name && state === 'succeeded');

  /** Azure answers 409 then, and whoever wants it asks again. */
  const refuseWhileMade = (what: Change['what'], name: string): void => {
    if (inFlight().some((each) => each.what === what && each.name === name))
      throw new Error('conflict: another change is under way');
  };

  const checkMap = (traffic: TrafficMap): void => {
    const shares = Object.entries(traffic);
    const sum = shares.reduce((total, [, share]) => total + share, 0);
    if (shares.length > 0 && sum !== 100) report('P3', `a map was written that sums to ${sum}`);
    const stateOf = (name: string) => deployment(name)?.state ?? 'absent';
    const unready = shares.find(([name, share]) => share > 0 && stateOf(name) !== 'Succeeded');
    if (unready) report('P3', `${unready[1]} % was given to ${unready[0]}, which is ${stateOf(unready[0])}`);
    const isRetiring = [...memory.retirements.values()].some(({ note }) => note.state === 'retiring');
    if (sum === 0 && !isRetiring && isServing(stableOf(trafficNow()))) report('P4', 'all traffic was taken away');
  };
  const running = <T>(isRunning: boolean, value: T): Outcome<Progress<T>> =>
    done(isRunning ? { state: 'running' } : { state: 'done', value });

  return {
    changes,
    progress,
    trafficNow,
    ports: {
      endpoints: {
        ...plain.endpoints,
        async begin(ref, body) {
          progress();
          if (memory.endpoints.has(ref.name)) return done({});
          accept('endpoint', ref.name, 60, {}, () => patch(ref.name, { state: 'Succeeded' }));
          await plain.endpoints.begin(ref, body);
          patch(ref.name, { state: 'Creating' });
          return done({});
        },
        async check(ref) {
          progress();
          const found = memory.endpoints.get(ref.name);
          if (!found) throw new Error('no endpoint');
          return running(found.state !== 'Succeeded', found);
        },
        async get(ref) {
          progress();
          return memory.endpoints.get(ref.name);
        },
        async beginTraffic({ name }, traffic, mirror) {
          progress();
          refuseWhileMade('traffic', name);
          checkMap(traffic);
          if (!sameTraffic(traffic, trafficNow())) hear.onWrite(trafficNow(), traffic);
          const shown = { traffic, ...(mirror ? { mirror } : {}) };
          const happen = () => {
            patch(name, { ...shown, state: 'Succeeded' });
            hear.onTraffic(traffic);
          };
          if (accept('traffic', name, 20, traffic, happen)) patch(name, { state: 'Updating' });
          return done({});
        },
        async beginDelete({ name }) {
          progress();
          refuseWhileMade('endpoint', name);
          if (deployments().length > 0) report('P4', `endpoint ${name} was deleted with deployments on it`);
          accept('delete endpoint', name, 60, {}, () => memory.endpoints.delete(name));
          patch(name, { state: 'Deleting' });
          return done({});
        },
      },
      deployments: {
        ...plain.deployments,
        async get(_, name) {
          progress();
          return deployment(name);
        },
        async list() {
          progress();
          return deployments();
        },
        async begin(ref, name, request) {
          progress();
          const known = deployment(name);
          own.add(name);
          if (known?.state === 'Deleting') throw new Error('conflict: it is still being deleted');
          if (known) return done({});
          accept('deployment', name, 300, trafficNow(), () => set(name, { state: 'Succeeded' }));
          await plain.deployments.begin(ref, name, request);
          set(name, { state: 'Creating' });
          return done({});
        },
        async check(_, name) {
          progress();
          const found = deployment(name);
          if (!found) throw new Error('no deployment');
          return running(found.state !== 'Succeeded', found);
        },
        async beginDelete(_, name) {
          progress();
          const found = deployment(name);
          if (!found || found.state === 'Deleting') return done({});
          refuseWhileMade('deployment', name);
          const share = trafficNow()[name] ?? 0;
          if (share > 0) report('P4', `${name} was deleted with ${share} % of the traffic`);
          accept('delete deployment', name, 120, trafficNow(), () => memory.deployments.delete(name));
          set(name, { state: 'Deleting' });
          return done({});
        },
      },
    },
  };
}
