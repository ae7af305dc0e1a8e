import type { Release } from '../../domain/release.ts';
import type { ReleaseChange, Releases } from '../../domain/stores.ts';
import { sameTraffic } from '../../domain/traffic.ts';
import type { TrafficMap } from '../../domain/world.ts';
import type { Memory } from '../support/memory-world.ts';
import type { Promised } from './promise.ts';
import type { Truth } from './truth.ts';
import type { WatchedAzure } from './watched-azure.ts';

interface Watching {
  readonly memory: Memory;
  readonly azure: WatchedAzure;
  readonly truth: Truth;
  readonly report: (promised: Promised, what: string) => unknown;
}

/** As many requests as the smallest manifest asks for before there may be a verdict. */
const fewestRequests = 20;

/** The releases, as they were kept; each change is held against the promises that it touches. */
export function watchedReleases(plain: Releases, watching: Watching): Releases {
  const { memory, azure, truth, report } = watching;
  const trafficBefore = new Map<string, TrafficMap>();

  const checkVerdict = (release: Release, { verdict }: ReleaseChange): void => {
    if (!verdict || verdict.word === 'inconclusive') return;
    const since = new Date(Date.parse(release.requestedAt)).toISOString();
    const requests = truth.requestsSince(release.deployment ?? '', since);
    if (requests < fewestRequests) report('P8', `${release.id} was called ${verdict.word} on ${requests} requests`);
  };
  const checkEnd = (release: Release, { state }: ReleaseChange): void => {
    azure.progress();
    if (state === 'running' && !trafficBefore.has(release.id)) trafficBefore.set(release.id, azure.trafficNow());
    const before = trafficBefore.get(release.id);
    if (state !== 'refused' || before === undefined || sameTraffic(before, azure.trafficNow())) return;
    report('P4', `${release.id} failed and left ${JSON.stringify(azure.trafficNow())}, not ${JSON.stringify(before)}`);
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
