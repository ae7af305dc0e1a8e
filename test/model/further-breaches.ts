import { done } from '../../domain/outcome.ts';
import type { TrafficMap } from '../../domain/world.ts';
import { type Planted, release, spoiling, twoReleases } from './planted.ts';
import { checkInTheEnd, newTally } from './promises-at-rest.ts';
import { pass } from './time.ts';

/** The way back, what is watched, who was heard, and who was cut off. */
export const furtherPlanted: readonly Planted[] = [
  [
    'P7',
    'a release that forgets what it could be gone back to',
    spoiling('releases', ({ update }) => ({
      update: async (id, { previous: _, ...change }) => await update(id, change),
    })),
    twoReleases,
  ],
  [
    'P7',
    'a look at the past that misses what stood behind it',
    spoiling('releases', ({ list }) => ({
      list: async (...asked) => (await list(...asked)).map(({ previous: _, ...rest }) => rest),
    })),
    async (session, doors) => {
      await twoReleases(session, doors);
      session.truth.moodIs({ kind: 'absent' });
      await release(session, () => doors.post('strict'));
      session.truth.moodIs({ kind: 'good' });
      await release(session, () => doors.post('canary'));
    },
  ],
  [
    'P7',
    'a watch that is not handed what serves',
    spoiling('fleet', () => ({ enter: async () => {} })),
    async (session, doors) => {
      await release(session, () => doors.post('plain'));
      checkInTheEnd(session, { ...newTally(), posts: 1 });
    },
  ],
  [
    'P4',
    'an undo that goes on copying requests',
    spoiling('endpoints', ({ beginTraffic, check }) => {
      let asked: TrafficMap = {};
      return {
        async beginTraffic(endpoint, traffic, mirror = {}) {
          asked = mirror;
          const copies = Object.keys(mirror).length > 0 ? [mirror] : [];
          return await beginTraffic(endpoint, traffic, ...copies);
        },
        async check(endpoint) {
          const checked = await check(endpoint);
          if (checked.kind === 'refused' || checked.value.state === 'running') return checked;
          return done({ state: 'done', value: { ...checked.value.value, mirror: asked } });
        },
      };
    }),
    async (session, doors) => {
      await release(session, () => doors.post('plain'));
      session.truth.moodIs({ kind: 'absent' });
      await release(session, () => doors.post('shadow'));
    },
  ],
  [
    'P9',
    'a deaf rollout',
    spoiling('releases', ({ get }) => ({
      async get(id) {
        const { command: _, ...rest } = (await get(id)) ?? {};
        return 'id' in rest ? (rest as Awaited<ReturnType<typeof get>>) : undefined;
      },
    })),
    async (session, doors) => {
      await doors.post('plain');
      await pass(session, 100);
      const [open] = session.memory.releases.keys();
      await doors.say(open ?? '', 'abort');
      await release(session, async () => {});
      checkInTheEnd(session, { ...newTally(), posts: 1 });
    },
  ],
  [
    'P9',
    'a wish that nobody writes down',
    spoiling('intents', () => ({ record: async () => {} })),
    async (session, doors) => {
      await release(session, () => doors.post('plain'));
      checkInTheEnd(session, { ...newTally(), posts: 1 });
    },
  ],
];
