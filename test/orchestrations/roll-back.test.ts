import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import type { ScoringAnswer } from '../../domain/world.ts';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';
import { usual } from '../support/memory-world.ts';

const second = { 'answer.jinja2': 'Second' };
const good: ScoringAnswer = { status: 200, headers: {}, body: '{"category":"App"}', latencyInSeconds: 1 };

const deployed = { state: 'Succeeded', instanceType: 't', instanceCount: 1, tags: {} };

const askBack = (app: AppUnderTest, body?: object, name = 'chat') =>
  fetch(`${app.host.url}/api/endpoints/${name}/roll-back`, {
    method: 'POST',
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('a roll-back', () => {
  test('asks the deployment before, moves the traffic, reads it back, and says so', async () => {
    const app = await startApp();
    const first = await release(app);
    const bad = await release(app, second);

    const answer = await askBack(app, { reason: 'it answers nonsense' });
    await app.settle();

    const told = app.memory.releases.get(bad.id);
    expect(answer.status).toBe(202);
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [first.deployment ?? '']: 100 });
    expect(told).toMatchObject({ state: 'rolledBack', fault: { slug: 'rolled-back' } });
    expect(told?.fault?.message).toContain('it answers nonsense');
    expect(told?.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['find the way back', 'probe the way back', 'restore traffic']),
    );
    expect([...app.memory.deployments.keys()]).toContain(bad.deployment);
  });

  test('does not happen where nothing was before', async () => {
    const app = await startApp();
    const only = await release(app);

    await askBack(app);
    await app.settle();

    expect(app.memory.releases.get(only.id)).toMatchObject({ state: 'succeeded', fault: { slug: 'no-way-back' } });
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [only.deployment ?? '']: 100 });
    expect(app.memory.intents.size).toBe(0);
  });

  test.each([
    ['is gone', (app: AppUnderTest, name: string) => app.memory.deployments.delete(name)],
    [
      'has failed',
      (app: AppUnderTest, name: string) => {
        const found = app.memory.deployments.get(name);
        if (found) app.memory.deployments.set(name, { ...found, state: 'Failed' });
      },
    ],
  ])('does not happen when what was before %s', async (_, spoil) => {
    const app = await startApp();
    const first = await release(app);
    const bad = await release(app, second);
    spoil(app, first.deployment ?? '');

    await askBack(app);
    await app.settle();

    expect(app.memory.releases.get(bad.id)?.fault?.slug).toBe('no-way-back');
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [bad.deployment ?? '']: 100 });
  });

  test('does not happen when what was before does not answer', async () => {
    let isBroken = false;
    const scoring = { ...usual('scoring'), score: async () => done(isBroken ? { ...good, status: 500 } : good) };
    const app = await startApp({ scoring });
    await release(app);
    const bad = await release(app, second);
    isBroken = true;

    await askBack(app);
    await app.settle();

    expect(app.memory.releases.get(bad.id)?.fault?.slug).toBe('no-way-back');
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [bad.deployment ?? '']: 100 });
  });

  test.each([
    [{ paths: {} }, 'rolledBack'],
    [undefined, 'succeeded'],
  ])('to a deployment that others made asks whether it serves: %j', async (document, state) => {
    const scoring = { ...usual('scoring'), describe: async () => done(document) };
    const app = await startApp({ scoring });
    const foreign = { name: 'blue', state: 'Succeeded', instanceType: 't', instanceCount: 1, tags: {} };
    const first = await release(app);
    app.memory.deployments.set('blue', foreign);
    app.memory.releases.set(first.id, { ...first, previous: 'blue' });

    await askBack(app);
    await app.settle();

    expect(app.memory.releases.get(first.id)?.state).toBe(state);
  });

  test('of a release that another has replaced since leaves the new one alone', async () => {
    const app = await startApp();
    await release(app);
    const gone = await release(app, second);
    const live = await release(app, { 'answer.jinja2': 'Third' });
    app.memory.deployments.set(gone.previous ?? '', { ...deployed, name: gone.previous ?? '' });
    const { id, endpoint } = gone;
    if (!endpoint) throw new Error('it has no endpoint');
    await app.world.intents.record({ kind: 'rollBack', releaseId: id, endpoint, requestedAt: '', attempt: 0 });

    await askBack(app);
    await app.settle();

    expect(app.memory.releases.get(id)).toMatchObject({ state: 'succeeded', fault: { slug: 'no-way-back' } });
    expect(app.memory.releases.get(id)?.fault?.message).toContain(`served by ${live.deployment}`);
    expect(app.memory.releases.get(live.id)?.state).toBe('rolledBack');
  });

  test('asked for before the release itself is settled is not lost', async () => {
    const app = await startApp();
    await release(app);
    let isAsked = false;
    const { remove } = app.world.intents;
    Object.assign(app.world.intents, {
      async remove(intent: Parameters<typeof remove>[0]) {
        if (!isAsked) await askBack(app);
        isAsked = true;
        await remove(intent);
      },
    });

    const bad = await release(app, second);

    expect(app.memory.releases.get(bad.id)?.state).toBe('rolledBack');
  });

  test('that trouble stops is tried again until it is done', async () => {
    let tries = 0;
    const app = await startApp({});
    const first = await release(app);
    const bad = await release(app, second);
    const { beginTraffic } = app.world.endpoints;
    Object.assign(app.world.endpoints, {
      async beginTraffic(...asked: Parameters<typeof beginTraffic>) {
        tries += 1;
        return tries < 3 ? refused('operation-failed', 'Azure said no.', 'Ask again.') : await beginTraffic(...asked);
      },
    });

    await askBack(app);
    await app.settle();

    expect(tries).toBe(3);
    expect(app.memory.releases.get(bad.id)?.state).toBe('rolledBack');
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [first.deployment ?? '']: 100 });
  });

  test.each([
    [{ reason: 7 }, 'chat', 400],
    [undefined, 'nowhere', 404],
    [{ workspace: 'other' }, 'chat', 404],
  ])('asked for with %j of %s is answered with %i', async (body, name, status) => {
    const app = await startApp();
    await release(app);

    expect((await askBack(app, body, name)).status).toBe(status);
  });
});
