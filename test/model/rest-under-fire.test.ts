import { expect, test } from 'vitest';
import { doorsOf } from './doors.ts';
import { type Session, startSession } from './session.ts';
import { pass, settle } from './time.ts';

/** All that callers and owners of the endpoint could see. */
const picture = ({ memory }: Session) => ({
  endpoints: [...memory.endpoints.values()],
  deployments: [...memory.deployments.values()].sort((a, b) => a.name.localeCompare(b.name)),
  roles: [...memory.roles].sort(),
});
const nothing = { endpoints: [], deployments: [], roles: [] };

test('an endpoint is retired to the end and comes back whole, wherever the app is killed on the way', async () => {
  const session = await startSession();
  try {
    const doors = doorsOf(session);
    await doors.post('plain');
    await settle(session);
    const before = picture(session);

    for (const [at, after] of [3, 9, 14, 20, 26, 33, 41, 50].entries()) {
      const kind = at % 2 === 0 ? 'kill before' : 'kill after';
      session.faults.push({ kind, after });
      await doors.askFor('retire');
      await pass(session, 3600);
      await settle(session);
      expect([after, session.breaches.map(String), picture(session)]).toEqual([after, [], nothing]);

      session.faults.push({ kind, after });
      await doors.askFor('restore');
      await pass(session, 3600);
      await settle(session);
      expect([after, session.breaches.map(String), picture(session)]).toEqual([after, [], before]);
    }

    expect(session.kills()).toBeGreaterThan(10);
    expect([...session.memory.releases.values()].map(({ state }) => state)).toEqual(['succeeded']);
  } finally {
    await session.stop();
  }
});
