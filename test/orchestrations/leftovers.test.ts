import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';
import { workspaceId } from '../support/workspace-id.ts';

const endpoint = { workspaceId, name: 'chat' };
const second = { 'answer.jinja2': 'Second', 'deploy.yaml': 'endpoint: {name: chat}\nkeepPrevious: 2h' };
const hour = 3_600_000;

async function twoReleases() {
  const app = await startApp({}, ['checkLeftovers']);
  const first = await release(app);
  const live = await release(app, second);
  return { app, live, old: first.deployment ?? '', now: live.deployment ?? '' };
}
/** Lets time pass, with the timer at work. */
async function pass(app: AppUnderTest, hours: number): Promise<void> {
  app.clock.advance(hours * hour);
  await app.host.idle();
  await app.settle();
}
const names = (app: AppUnderTest) => [...app.memory.deployments.keys()];
const goBack = async (app: AppUnderTest) => {
  await fetch(`${app.host.url}/api/endpoints/chat/roll-back`, { method: 'POST' });
  await app.settle();
};

describe('what a release leaves behind', () => {
  test('stays as long as its manifest says, and is removed then', async () => {
    const { app, live, old, now } = await twoReleases();

    await pass(app, 1.9);
    const before = names(app);
    await pass(app, 0.2);

    expect(before).toEqual([old, now]);
    expect(names(app)).toEqual([now]);
    const told = app.memory.releases.get(live.id)?.steps.at(-1);
    expect(told).toMatchObject({ name: 'remove what was left behind', state: 'done', reason: `removed ${old}` });
    await pass(app, 1);
    expect(app.memory.leftovers.size).toBe(0);
    expect(app.memory.changes.filter((change) => change.startsWith('delete'))).toEqual([`delete deployment ${old}`]);
  });

  test('goes after a week without a timer too, once', async () => {
    const { app, now } = await twoReleases();

    app.clock.advance(7 * 24 * hour);
    await app.host.runTimer('checkLeftovers');
    await app.host.runTimer('checkLeftovers');
    await app.settle();

    expect(names(app)).toEqual([now]);
    expect(app.memory.changes.filter((change) => change.startsWith('delete'))).toHaveLength(1);
  });

  test('is, after a roll-back, the bad one: it goes with its logs kept, and what serves stays', async () => {
    const { app, old, now, live } = await twoReleases();
    await goBack(app);

    await pass(app, 1.9);
    const before = names(app);
    await pass(app, 0.2);

    expect(before).toEqual([old, now]);
    expect(names(app)).toEqual([old]);
    expect(app.memory.logs).toContain(`${live.id}/${now}-inference-server`);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [old]: 100 });
  });

  test.each([
    [
      'carries traffic again',
      (app: AppUnderTest, old: string, now: string) => {
        const found = app.memory.endpoints.get('chat');
        if (found) app.memory.endpoints.set('chat', { ...found, traffic: { [old]: 10, [now]: 90 } });
      },
    ],
    [
      'gets copies of the requests',
      (app: AppUnderTest, old: string) => {
        const found = app.memory.endpoints.get('chat');
        if (found) app.memory.endpoints.set('chat', { ...found, mirror: { [old]: 10 } });
      },
    ],
    [
      'was made by others',
      (app: AppUnderTest, old: string) => {
        const found = app.memory.deployments.get(old);
        if (found) app.memory.deployments.set(old, { ...found, tags: {} });
      },
    ],
  ])('is left alone when it %s', async (_, arrange) => {
    const { app, old, now } = await twoReleases();
    arrange(app, old, now);

    await pass(app, 3);

    expect(names(app)).toEqual([old, now]);
    expect(app.memory.leftovers.size).toBe(0);
  });

  test.each([
    [{ verdict: { word: 'regressed', reasons: [], at: '' } } as const],
    [{ fault: { slug: 'no-way-back', message: 'It does not answer.', remedy: 'Look.' } } as const],
  ])('stays while a person may want the way back: %j', async (change) => {
    const { app, live, old, now } = await twoReleases();
    await app.world.releases.update(live.id, change);

    await pass(app, 3);

    expect(names(app)).toEqual([old, now]);
    expect(app.memory.leftovers.size).toBe(1);
  });

  test('stays while anything else is wanted of the endpoint', async () => {
    const { app, live, old, now } = await twoReleases();
    const waiting = { kind: 'deploy', releaseId: 'waiting', endpoint, requestedAt: '', attempt: 1 } as const;
    await app.world.intents.record(waiting);

    app.clock.advance(3 * hour);
    await app.host.runTimer('checkLeftovers');

    expect(names(app)).toEqual([old, now]);
    expect([...app.memory.intents.values()]).toEqual([waiting]);
    expect(live.state).toBe('succeeded');
  });

  test('is tried again when Azure says no', async () => {
    const { app, now } = await twoReleases();
    const { beginDelete } = app.world.deployments;
    let tries = 0;
    Object.assign(app.world.deployments, {
      async beginDelete(...asked: Parameters<typeof beginDelete>) {
        tries += 1;
        return tries === 1 ? refused('operation-failed', 'Azure said no.', 'Ask again.') : await beginDelete(...asked);
      },
    });

    await pass(app, 2.1);
    await pass(app, 0.2);

    expect(names(app)).toEqual([now]);
  });

  test('is not known to a later release that uses it again', async () => {
    const { app, old, now } = await twoReleases();

    await release(app);
    await pass(app, 30);

    expect(names(app)).toEqual([old]);
    expect(app.memory.deployments.has(now)).toBe(false);
  });

  test('stays until the next release where nothing says for how long', async () => {
    const { app, old, now } = await twoReleases();
    app.memory.leftovers.clear();
    app.memory.packages.clear();
    await goBack(app);

    await pass(app, 50);

    expect(names(app)).toEqual([old, now]);
    expect(app.memory.leftovers.size).toBe(0);
  });

  test('is forgotten when the endpoint is gone', async () => {
    const { app } = await twoReleases();
    app.memory.endpoints.clear();

    await pass(app, 3);

    expect(app.memory.leftovers.size).toBe(0);
  });
});
