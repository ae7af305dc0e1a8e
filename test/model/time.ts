import type { Session } from './session.ts';

/** Lets so many seconds pass, one alarm after the other, and all that comes of it. */
export async function pass(session: Session, seconds: number): Promise<void> {
  await passUntil(session, session.clock.now() + seconds * 1000);
}

export async function passUntil(session: Session, time: number): Promise<void> {
  await session.rest();
  // An alarm of our own, so that no jump goes further.
  const cancel = session.clock.at(time, () => {});
  while (session.clock.now() < time && session.breaches.length === 0) {
    session.clock.jump();
    await session.rest();
  }
  cancel();
}

const mostHours = 30;

/** No more trouble: lets the app come to its end. What does not end within a day and a quarter never will. */
export async function settle(session: Session): Promise<void> {
  session.faults.length = 0;
  const end = session.clock.now() + mostHours * 3_600_000;
  await pass(session, 600);
  while (!isQuiet(session) && session.breaches.length === 0) {
    if (session.clock.now() > end) {
      session.breach('P9', `it never came to rest: ${JSON.stringify([...session.memory.intents.values()])}`);
      return;
    }
    await pass(session, 300);
  }
}

const isQuiet = (session: Session): boolean =>
  session.memory.intents.size === 0 &&
  session
    .instances()
    .list()
    .every(({ runtimeStatus }) => ended.has(runtimeStatus));

const ended = new Set<string>(['Completed', 'Failed', 'Terminated']);
