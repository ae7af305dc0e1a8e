import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import type { Channels } from '../../domain/world.ts';
import { type AppUnderTest, chatZip, release, startApp } from '../support/app-under-test.ts';
import { usual } from '../support/memory-world.ts';
import { runToEnd } from '../support/run-to-end.ts';

type Answer = (channel: string, tries: number) => ReturnType<Channels['send']>;

/** Channels that answer as they are told to, and what each of them took. */
function channelsThat(answer: Answer) {
  const asked: string[] = [];
  const channels: Channels = {
    names: ['teams', 'slack'],
    async send(channel, { kind }) {
      asked.push(`${channel} ${kind}`);
      return await answer(channel, asked.filter((each) => each === `${channel} ${kind}`).length);
    },
  };
  return { channels, asked };
}
const takes = async () => done({});

/** Lets every message that is on its way come to its end. */
async function allSent(app: AppUnderTest): Promise<void> {
  for (const id of app.memory.announcements.keys()) await runToEnd(app.host, app.clock, `announce-${id}`);
}

describe('a message', () => {
  test('of a release goes to every channel, once', async () => {
    const { channels, asked } = channelsThat(takes);
    const app = await startApp({ channels });

    await release(app);
    await allSent(app);

    expect(asked.sort()).toEqual(['slack succeeded', 'teams succeeded']);
    expect([...app.memory.announcements.values()]).toMatchObject([{ isSettled: true }]);
  });

  test('is tried again where a channel is out of order, and not sent again where it was taken', async () => {
    const { channels, asked } = channelsThat(async (channel, tries) => {
      if (channel === 'slack' && tries < 4) throw new Error('unavailable: it answered 503');
      return done({});
    });
    const app = await startApp({ channels });

    await release(app);
    await allSent(app);

    expect(asked.filter((each) => each.startsWith('slack'))).toHaveLength(4);
    expect(asked.filter((each) => each.startsWith('teams'))).toHaveLength(1);
  });

  test.each<[string, Answer, number]>([
    ['says no', async () => refused('not-announced', 'it answered 404', 'Check it.'), 1],
    ['never answers', () => Promise.reject(new Error('timed-out: no answer')), 9],
  ])('that a channel %s to stops no other channel, and no release', async (_, answer, tries) => {
    const { channels, asked } = channelsThat((channel) => (channel === 'slack' ? answer(channel, 0) : takes()));
    const app = await startApp({ channels });

    const story = await release(app);
    await allSent(app);

    expect(story.state).toBe('succeeded');
    expect(asked.filter((each) => each.startsWith('slack'))).toHaveLength(tries);
    expect(asked).toContain('teams succeeded');
    expect(app.log.some((line) => line.includes('"not-announced"') && line.includes('slack: '))).toBe(true);
  });

  test('does not hold up a release: it ends as early as where everybody is told at once', async () => {
    const durations: number[] = [];
    for (const answer of [takes, () => Promise.reject(new Error('timed-out: no answer'))]) {
      const app = await startApp({ channels: channelsThat(answer).channels });
      const { requestedAt, endedAt = '' } = await release(app);
      durations.push(Date.parse(endedAt) - Date.parse(requestedAt));
    }

    expect(durations[1]).toBe(durations[0]);
  });

  test('is sent by the timer where it was written down and nobody sent it', async () => {
    const app = await startApp({}, ['resyncIntents']);
    await app.world.announcements.record({ id: 'page-1', kind: 'page', at: '2026-01-01T00:00:00Z', text: 'Look.' });

    await app.host.runTimer('resyncIntents');
    await allSent(app);

    expect(app.memory.told).toMatchObject([{ channel: 'chat', announcement: { id: 'page-1' } }]);
  });

  test('is not sent where nobody wants to be told', async () => {
    const app = await startApp({ channels: { names: [], send: takes } });

    await release(app);

    expect(app.memory.announcements.size).toBe(0);
  });

  test('that cannot be written down holds up no release, and is written down later', async () => {
    let isBroken = true;
    const announcements = usual('announcements');
    const kept: string[] = [];
    const app = await startApp({
      announcements: {
        ...announcements,
        async record({ kind }) {
          if (isBroken) throw new Error('unavailable: the table does not answer');
          kept.push(kind);
        },
      },
    });

    const story = await release(app);
    isBroken = false;
    await app.post(await chatZip({ 'answer.jinja2': 'Second' }));
    await app.settle();

    expect(story.state).toBe('succeeded');
    expect(kept).toEqual(['succeeded', 'succeeded']);
  });
});
