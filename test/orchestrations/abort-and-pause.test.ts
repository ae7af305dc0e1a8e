import { describe, expect, test } from 'vitest';
import type { Release } from '../../domain/release.ts';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';
import { second as canary, failing, startCanary } from '../support/canary.ts';
import { runUntil, say } from '../support/commands.ts';
import { usual } from '../support/memory-world.ts';

const second = { 'answer.jinja2': 'Second' };
const has =
  (name: string, state = 'done') =>
  ({ steps }: Release) =>
    steps.some((step) => step.name === name && step.state === state);

const told = (app: AppUnderTest, id: string) => app.memory.releases.get(id);
const trafficOf = (app: AppUnderTest) => app.memory.endpoints.get('chat')?.traffic;

describe('a release that takes over all at once', () => {
  test('is aborted before its traffic moves', async () => {
    const app = await startApp();
    const first = await release(app);
    const id = await runUntil(app, second, has('create deployment', 'running'));

    const answer = await say(app, id, 'abort');
    await app.settle();

    expect(answer.status).toBe(202);
    expect(told(app, id)).toMatchObject({ state: 'refused', fault: { slug: 'aborted' } });
    expect(told(app, id)?.steps.map(({ name }) => name)).not.toContain('shift traffic');
    expect(trafficOf(app)).toEqual({ [first.deployment ?? '']: 100 });
  });

  test('is aborted while its traffic moves, and what was before serves again', async () => {
    const app = await startApp();
    const first = await release(app);
    const id = await runUntil(app, second, has('shift traffic', 'running'));

    const answer = await say(app, id, 'abort');
    await app.settle();

    expect(answer.status).toBe(202);
    expect(told(app, id)).toMatchObject({ state: 'refused', fault: { slug: 'aborted' } });
    expect(trafficOf(app)).toEqual({ [first.deployment ?? '']: 100 });
    expect([...app.memory.live.values()]).toMatchObject([{ releaseId: first.id }]);
  });

  test('is held while it is paused, and goes on when it is resumed', async () => {
    const app = await startApp();
    const first = await release(app);
    const id = await runUntil(app, second, has('create deployment', 'running'));

    await say(app, id, 'pause');
    for (let minutes = 0; minutes < 40; minutes += 1) {
      app.clock.advance(60_000);
      await app.host.idle();
    }
    const traffic = trafficOf(app);
    await say(app, id, 'resume');
    await app.settle();

    expect(traffic).toEqual({ [first.deployment ?? '']: 100 });
    expect(told(app, id)).toMatchObject({ state: 'succeeded' });
  });

  test('is not paused for ever', async () => {
    const app = await startApp();
    const first = await release(app);
    const manifest = 'endpoint: {name: chat}\nrollout: {strategy: allAtOnce, maxDuration: 30m}';
    const hurried = { ...second, 'deploy.yaml': manifest };
    const id = await runUntil(app, hurried, has('create deployment', 'running'));

    await say(app, id, 'pause');
    await app.settle();

    expect(told(app, id)).toMatchObject({ state: 'refused', fault: { slug: 'rollout-timed-out' } });
    expect(trafficOf(app)).toEqual({ [first.deployment ?? '']: 100 });
  });
});

test('a release that waits for permission can be aborted', async () => {
  const roles = { ...usual('roles'), has: async () => false, grant: async () => ({ kind: 'refused', fault: no }) };
  const app = await startApp({ roles: roles as never });
  const id = await runUntil(app, {}, ({ state }) => state === 'waitingForPermission');

  const answer = await say(app, id, 'abort');
  await app.settle();

  expect(answer.status).toBe(202);
  expect(told(app, id)).toMatchObject({ state: 'refused', fault: { slug: 'aborted' } });
});
const no = { slug: 'missing-permission', message: 'Flowferry may not grant it.', remedy: 'Grant it.' };

describe('whoever says something too late is told so', () => {
  const tooLate = async (app: AppUnderTest, id: string) => {
    const answer = await say(app, id, 'abort');
    return { status: answer.status, body: (await answer.json()) as { detail?: string } };
  };

  test('once the release has succeeded', async () => {
    const app = await startApp();
    const { id } = await release(app);

    const { status, body } = await tooLate(app, id);

    expect(status).toBe(409);
    expect(JSON.stringify(body)).toContain('Roll its endpoint back');
    expect(told(app, id)?.command).toBeUndefined();
  });

  test('while a failed one is undone', async () => {
    const app = await startCanary(failing);
    const id = await runUntil(app, canary, ({ state }) => state === 'undoing');

    const { status, body } = await tooLate(app, id);

    expect(status).toBe(409);
    expect(JSON.stringify(body)).toContain('is undoing already');
  });

  test('between the end of the rollout and that of the release', async () => {
    const app = await startApp();
    await release(app);
    let answered: Awaited<ReturnType<typeof tooLate>> | undefined;
    const { enter } = app.world.fleet;
    Object.assign(app.world.fleet, {
      async enter(live: Parameters<typeof enter>[0]) {
        answered = await tooLate(app, live.releaseId);
        await enter(live);
      },
    });

    const ended = await release(app, second);

    expect(ended.state).toBe('succeeded');
    expect(answered?.status).toBe(409);
    expect(JSON.stringify(answered?.body)).toContain('is over');
  });
});
