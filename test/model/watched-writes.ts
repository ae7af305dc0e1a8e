import type { Release } from '../../domain/release.ts';
import type { TrafficMap } from '../../domain/world.ts';
import type { Memory } from '../support/memory-world.ts';
import type { Promised } from './promise.ts';
import type { Truth } from './truth.ts';

interface Watching {
  readonly memory: Memory;
  readonly truth: Truth;
  readonly report: (promised: Promised, what: string) => unknown;
}

const underWay = ['running', 'waitingForPermission', 'waitingForApproval', 'undoing'];

/** Holds each write of a traffic map against the releases: whose it is, and what it may rely on. */
export function watchedWrites({
  memory,
  truth,
  report,
}: Watching): (endpoint: string, before: TrafficMap, after: TrafficMap) => void {
  return (name, before, after) => {
    const releases = [...memory.releases.values()].filter(({ endpoint }) => endpoint?.name === name);
    const walking = releases.find(({ state }) => underWay.includes(state));
    if (!walking) return backIsRecorded(releases, before);
    if (walking.state === 'undoing' || walking.deployment === undefined) return;
    const had = before[walking.deployment] ?? 0;
    const gets = after[walking.deployment] ?? 0;
    if (had > 0 && gets > had) stepIsEarned(walking);
  };

  /** Nobody but a release under way, or a roll-back or a retirement that is on record, moves traffic. */
  function backIsRecorded(releases: readonly Release[], before: TrafficMap): void {
    const left = releases.filter(({ deployment, state }) => state === 'rollingBack' && deployment !== undefined);
    if (left.some(({ deployment = '' }) => (before[deployment] ?? 0) > 0)) return;
    if ([...memory.retirements.values()].some(({ note }) => ['retiring', 'restoring'].includes(note.state))) return;
    report('P9', `traffic was taken from ${JSON.stringify(before)}, and no record says why`);
  }

  /** More traffic needs measurements, or somebody who said so. */
  function stepIsEarned({ id, deployment = '', requestedAt, command, package: { name } }: Release): void {
    if (command?.name === 'promote' || name.endsWith('careless')) return;
    const requests = truth.requestsSince(deployment, requestedAt);
    if (requests < 20) report('P8', `${id} got more traffic after ${requests} requests`);
  }
}
