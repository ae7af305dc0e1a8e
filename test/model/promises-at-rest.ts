import { deployRelease, rollBack } from '../../domain/contracts.ts';
import { hasEnded } from '../../domain/release.ts';
import { stableOf } from '../../domain/traffic.ts';
import type { Session } from './session.ts';

/** What was asked of the app from outside. */
export interface Tally {
  pushes: number;
  posts: number;
  /** Releases that somebody was promised to be taken back from. */
  readonly askedBack: Set<string>;
}
export const newTally = (): Tally => ({ pushes: 0, posts: 0, askedBack: new Set() });

/** What must hold whenever nothing runs. */
export function checkAtRest(session: Session): void {
  const writers = session
    .instances()
    .list()
    .filter(({ name, runtimeStatus }) => isWriter(name) && ['Running', 'Pending'].includes(runtimeStatus));
  for (const { instanceId } of writers) {
    const others = writers.filter((each) => each.instanceId > instanceId);
    const other = others.find((each) => endpointOf(session, each.instanceId) === endpointOf(session, instanceId));
    if (other) session.breach('P1', `${instanceId} and ${other.instanceId} both run`);
  }
}

/** The endpoint of a release that a writer, by its id, is at work on. */
const endpointOf = ({ memory }: Session, instanceId: string): string | undefined =>
  memory.releases.get(/^(?:deploy|roll-back)-(.*)-\d+$/.exec(instanceId)?.[1] ?? '')?.endpoint?.name;

const isWriter = (name: string) => name === deployRelease.name || name === rollBack.name;

/** What must hold when everything has come to its end. */
export function checkInTheEnd(session: Session, tally: Tally): void {
  const { memory, breach } = session;
  const releases = [...memory.releases.values()];
  for (const { id, state } of releases) if (!hasEnded(state)) breach('P9', `${id} stays ${state} for ever`);
  oneReleaseARequest(session, tally);
  noRollBackIsSilent(session, tally);
  nothingIsUntold(session);
  whatServesIsWatched(session);
  whoSpokeWasHeard(session);
}

/** What a release put before people's requests, the watch looks after, also when it serves again after a roll-back. */
function whatServesIsWatched({ memory, breach }: Session): void {
  for (const { name, traffic } of memory.endpoints.values()) {
    const carrier = stableOf(traffic);
    const maker = [...memory.releases.values()].find(
      ({ deployment, state }) => deployment === carrier && state === 'succeeded',
    );
    const watched = [...memory.live.values()].find(({ endpoint }) => endpoint.name === name)?.deployment;
    if (maker && watched !== carrier) breach('P7', `${name} is served by ${carrier}, and ${watched} is watched`);
  }
}

/** An abort that was taken down was carried out, and a page that was taken down has its line in the log. */
function whoSpokeWasHeard({ memory, log, breach }: Session): void {
  for (const { id, state, command, verdict } of memory.releases.values()) {
    if (command?.name === 'abort' && ['succeeded', 'rolledBack'].includes(state))
      breach('P9', `${id} is ${state}, though somebody aborted it`);
    const isLogged = log.some((line) => line.includes('"event":"page"') && line.includes(id));
    if (verdict?.page !== undefined && !isLogged) breach('P9', `${id} calls for a person, and the log does not`);
  }
}

/** Whatever was promised to be rolled back is, or says why not; whatever was rolled back says why, in record and log. */
function noRollBackIsSilent({ memory, log, breach }: Session, { askedBack }: Tally): void {
  for (const { id, state, fault } of memory.releases.values()) {
    if (askedBack.has(id) && state !== 'rolledBack' && !fault) breach('P9', `${id} was to be rolled back: nothing`);
    if (state !== 'rolledBack') continue;
    if (!fault?.message) breach('P9', `${id} was rolled back, and its record does not say why`);
    const lines = log.filter((line) => line.includes(id) && line.includes('"step":"restore traffic"'));
    const hasLine = lines.some((line) => line.includes('"outcome":"done"'));
    if (!hasLine) breach('P9', `${id} was rolled back without a log line`);
  }
}

/** However a release ended, every channel has heard of it. */
function nothingIsUntold({ memory, breach }: Session): void {
  for (const { id, state, steps } of memory.releases.values()) {
    const heard = memory.told
      .filter(({ announcement }) => announcement.releaseId === id)
      .map(({ announcement }) => announcement.kind);
    const wentBack =
      state === 'rolledBack' || (state === 'refused' && steps.some(({ name }) => name === 'restore traffic'));
    const wanted = wentBack ? ['rolledBack', 'rollBackFailed'] : [state];
    if (['superseded', 'ignored'].includes(state) || heard.some((kind) => wanted.includes(kind))) continue;
    breach('P9', `${id} is ${state}, and nobody was told more than ${JSON.stringify(heard)}`);
  }
}

/** Each push and each post is good for one release and one deployment, however often it is told. */
function oneReleaseARequest({ memory, azure, breach }: Session, { pushes, posts }: Tally): void {
  const releases = [...memory.releases.values()];
  const pushed = releases.filter(({ source }) => source.kind === 'blob');
  if (pushed.length > pushes) breach('P2', `${pushes} pushes made ${pushed.length} releases`);
  if (releases.length - pushed.length > posts) breach('P2', `${posts} posts made more releases`);
  const created = azure
    .changes()
    .filter(({ what }) => what === 'deployment')
    .map(({ name }) => name);
  for (const name of new Set(created)) {
    const times = created.filter((each) => each === name).length;
    const asked = releases.filter(({ deployment }) => deployment === name).length;
    if (times > asked) breach('P2', `${name} was created ${times} times for ${asked} releases`);
  }
}
