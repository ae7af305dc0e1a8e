import type { Release } from '../../domain/release.ts';
import type { ReleaseChange, Releases } from '../../domain/stores.ts';
import { sameTraffic, stableOf } from '../../domain/traffic.ts';
import { endpointKey } from '../../domain/workspace.ts';
import type { TrafficMap } from '../../domain/world.ts';
import type { Memory } from '../support/memory-world.ts';
import type { Promised } from './promise.ts';
import type { Truth } from './truth.ts';
import type { WatchedAzure } from './watched-endpoints.ts';

interface Watching {
  readonly memory: Memory;
  readonly azure: WatchedAzure;
  readonly truth: Truth;
  readonly report: (promised: Promised, what: string) => unknown;
}

interface Routing {
  readonly traffic: TrafficMap;
  readonly mirror: TrafficMap;
}
/** How things stood when a release began. */
interface Before extends Routing {
  readonly wayBack: string | undefined;
}

/** As many requests as the smallest manifest asks for before there may be a verdict. */
const fewestRequests = 20;

/** The releases, as they were kept; each change is held against the promises that it touches. */
export function watchedReleases(plain: Releases, watching: Watching): Releases {
  const { memory, azure, truth, report } = watching;
  const before = new Map<string, Before>();

  const checkVerdict = (release: Release, { verdict }: ReleaseChange): void => {
    if (!verdict || verdict.word === 'inconclusive') return;
    const since = new Date(Date.parse(release.requestedAt)).toISOString();
    const requests = truth.requestsSince(release.deployment ?? '', since);
    if (requests < fewestRequests) report('P8', `${release.id} was called ${verdict.word} on ${requests} requests`);
  };
  const routingOf = ({ endpoint }: Release): Routing => {
    const { traffic = {}, mirror = {} } = memory.endpoints.get(endpoint?.name ?? '') ?? {};
    return { traffic, mirror };
  };
  const wayBackOfLive = ({ endpoint }: Release): string | undefined => {
    const previous = endpoint && memory.live.get(endpointKey(endpoint))?.previous;
    return memory.deployments.get(previous ?? '')?.state === 'Succeeded' ? previous : undefined;
  };
  const checkEnd = (release: Release, { state }: ReleaseChange): void => {
    azure.progress();
    const now = routingOf(release);
    if (state === 'running' && !before.has(release.id))
      before.set(release.id, { ...now, wayBack: wayBackOfLive(release) });
    const was = before.get(release.id);
    if (was === undefined) return;
    if (state === 'refused' && !(sameTraffic(was.traffic, now.traffic) && sameTraffic(was.mirror, now.mirror)))
      report('P4', `${release.id} failed and left ${JSON.stringify(now)}, not ${JSON.stringify(was)}`);
    if (state === 'succeeded' && release.state === 'running') checkWayBack(release, was);
  };
  /** What goes live can be gone back from: to what served before, or, where that is the same, to what stood behind it. */
  const checkWayBack = ({ id, deployment, previous }: Release, { traffic, wayBack }: Before): void => {
    const carrier = stableOf(traffic);
    const expected = carrier === deployment ? wayBack : carrier;
    if (expected === undefined) return;
    const state = memory.deployments.get(expected)?.state;
    if (previous !== expected || state !== 'Succeeded')
      report('P7', `${id} went live over ${expected}, which is ${state ?? 'gone'}; its way back is ${previous}`);
  };

  return {
    ...plain,
    async update(id, change) {
      const release = memory.releases.get(id);
      if (release) checkVerdict(release, change);
      if (release) checkEnd(release, change);
      await plain.update(id, change);
    },
  };
}
