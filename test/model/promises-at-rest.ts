import { deployRelease, rollBack } from '../../domain/contracts.ts';
import { hasEnded } from '../../domain/release.ts';
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
  if (writers.length > 1) session.breach('P1', `${writers.map(({ instanceId }) => instanceId).join(' and ')} both run`);
}

const isWriter = (name: string) => name === deployRelease.name || name === rollBack.name;

/** What must hold when everything has come to its end. */
export function checkInTheEnd(session: Session, tally: Tally): void {
  const { memory, breach } = session;
  const releases = [...memory.releases.values()];
  for (const { id, state } of releases) if (!hasEnded(state)) breach('P9', `${id} stays ${state} for ever`);
  oneReleaseARequest(session, tally);
  noRollBackIsSilent(session, tally);
  nothingIsUntold(session);
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
  const created = azure.changes.filter(({ what }) => what === 'deployment').map(({ name }) => name);
  for (const name of new Set(created)) {
    const times = created.filter((each) => each === name).length;
    const asked = releases.filter(({ deployment }) => deployment === name).length;
    if (times > asked) breach('P2', `${name} was created ${times} times for ${asked} releases`);
  }
}
