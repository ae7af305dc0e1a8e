import type { LiveRelease } from '../../domain/watch.ts';
import type { Chance } from './seeded.ts';
import type { Session } from './session.ts';
import { pass, passUntil } from './time.ts';

const minuteInMs = 60_000;
const periodInMs = 5 * minuteInMs;
/** The watch looks half a minute past every fifth; right after a look is the worst time to turn bad. */
const afterALook = minuteInMs;
/** What a roll-back itself takes, once it is wanted. */
const toCarryOutInSeconds = 120;

/**
 * Turns the live deployment bad after two good hours, where there is something to go back to. Answers whether it could; that
 * it was not rolled back in two periods, and read back, is a breach.
 */
export async function regressionIsRolledBack(session: Session, chance: Chance): Promise<boolean> {
  const all = [...session.memory.live.values()];
  const live = all[chance.below(all.length)];
  if (!live || !hasWayBack(session, live)) return false;
  session.truth.moodIs({ kind: 'good' });
  await pass(session, 125 * 60);
  await passUntil(session, Math.ceil(session.clock.now() / periodInMs) * periodInMs + afterALook);
  if (!hasWayBack(session, live)) return false;
  session.truth.moodIs({ kind: 'bad', bad: live.deployment });
  if (chance.next() < 0.3) session.faults.push({ kind: 'kill after', after: 1 + chance.below(8) });

  const lives = session.kills();
  await passUntil(session, session.clock.now() + 2 * periodInMs);
  // A look that was killed is none: the next one counts.
  if (session.kills() > lives) await pass(session, periodInMs / 1000);
  const wanted = session.memory.releases.get(live.releaseId)?.state !== 'succeeded';
  await pass(session, toCarryOutInSeconds);
  const state = session.memory.releases.get(live.releaseId)?.state;
  const share = session.azure.trafficNow(live.endpoint.name)[live.previous ?? ''] ?? 0;
  if (!wanted || state !== 'rolledBack' || share !== 100)
    session.breach('P7', `${live.releaseId} is ${state} after two periods, and ${live.previous} has ${share} %`);
  return true;
}

function hasWayBack({ memory, azure }: Session, { endpoint, deployment, previous, releaseId }: LiveRelease): boolean {
  const release = memory.releases.get(releaseId);
  const isLive =
    release?.state === 'succeeded' && !release.fault && azure.trafficNow(endpoint.name)[deployment] === 100;
  return isLive && memory.deployments.get(previous ?? '')?.state === 'Succeeded';
}
