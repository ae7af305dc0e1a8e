import { expect, test } from 'vitest';
import { done } from '../../domain/outcome.ts';
import { minutesOf } from '../../domain/series.ts';
import { doorsOf } from './doors.ts';
import { furtherPlanted } from './further-breaches.ts';
import { type Planted, release, spoiling, twoReleases } from './planted.ts';
import { checkInTheEnd, newTally } from './promises-at-rest.ts';
import { regressionIsRolledBack } from './regression.ts';
import { chanceFrom } from './seeded.ts';
import { deliverAgain } from './sequence.ts';
import { startSession } from './session.ts';

/** For each promise a way to break it, and what has to happen for that to show. */
const planted: readonly Planted[] = [
  [
    'P1',
    'a second writer',
    spoiling('deployments', ({ begin }) => ({
      async begin(endpoint, name, request) {
        await begin(endpoint, `${name}-twin`, request);
        return await begin(endpoint, name, request);
      },
    })),
    (session, doors) => release(session, () => doors.post('plain')),
  ],
  [
    'P2',
    'a memory that forgets what it was told',
    spoiling('releases', () => ({ remembered: async () => undefined })),
    async (session, doors) => {
      await doors.push('plain');
      await release(session, () => doors.deliver());
      await release(session, () => doors.post('canary'));
      await deliverAgain(session, doors);
    },
  ],
  [
    'P3',
    'a map that loses a percent',
    spoiling('endpoints', ({ beginTraffic }) => ({
      async beginTraffic(endpoint, traffic, mirror) {
        const less = Object.entries(traffic).map(([name, share]) => [name, share - 1]);
        return await beginTraffic(endpoint, Object.fromEntries(less), mirror);
      },
    })),
    (session, doors) => release(session, () => doors.post('plain')),
  ],
  [
    'P4',
    'an undo that deletes the wrong deployment',
    spoiling('deployments', ({ list, beginDelete }) => ({
      async beginDelete(endpoint) {
        const [first] = await list(endpoint);
        return await beginDelete(endpoint, first?.name ?? '');
      },
    })),
    async (session, doors) => {
      await release(session, () => doors.post('plain'));
      session.truth.moodIs({ kind: 'absent' });
      await release(session, () => doors.post('strict'));
    },
  ],
  [
    'P7',
    'a watch that sees nothing',
    spoiling('fleet', () => ({ async *all() {} })),
    async (session, doors) => {
      await twoReleases(session, doors);
      expect(await regressionIsRolledBack(session, chanceFrom(2))).toBe(true);
    },
  ],
  [
    'P8',
    'metrics that are made up where there are none',
    (world, { memory }) => ({
      ...world,
      metrics: {
        ...world.metrics,
        async read(endpoints, window) {
          const minutes = minutesOf(window).map((at) => ({ at, requests: { succeeded: 500 }, latency: { p95: 500 } }));
          const deployments = [...memory.deployments.keys()].map((deployment) => ({ deployment, minutes }));
          return done({ window, endpoints: endpoints.map((endpoint) => ({ endpoint, deployments, gaps: [] })) });
        },
      },
    }),
    async (session, doors) => {
      session.truth.moodIs({ kind: 'absent' });
      await twoReleases(session, doors);
    },
  ],
  [
    'P9',
    'a roll-back that is not written down',
    spoiling('releases', ({ update }) => ({
      update: async (id, change) => await (change.state === 'rollingBack' ? undefined : update(id, change)),
    })),
    async (session, doors) => {
      await twoReleases(session, doors);
      await release(session, () => doors.askBack());
    },
  ],
  [
    'P9',
    'a list of messages that forgets them',
    spoiling('announcements', () => ({ record: async () => {} })),
    async (session, doors) => {
      await twoReleases(session, doors);
      await release(session, () => doors.askBack());
      checkInTheEnd(session, { ...newTally(), posts: 2 });
    },
  ],
  ...furtherPlanted,
];

test.each(planted)('%s is seen broken by %s', async (promised, _, sabotage, scene) => {
  const session = await startSession(sabotage);

  await scene(session, doorsOf(session));
  await session.stop();

  expect(session.breaches.map((breach) => breach.promised)).toContain(promised);
});

test.each(planted)('%s holds without %s', async (_, __, ___, scene) => {
  const session = await startSession();

  await scene(session, doorsOf(session));
  await session.stop();

  expect(session.breaches.map(String)).toEqual([]);
});
