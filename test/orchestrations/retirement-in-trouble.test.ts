import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';
import { changesSince, endpoint, nameOf, picture, restore, retire } from '../support/resting.ts';

describe('an endpoint that is retired, in trouble', () => {
  test('gets no traffic back before it answers as it should', async () => {
    const app = await startApp();
    const live = await release(app);
    await retire(app);
    const answer = { status: 500, headers: {}, body: 'no', latencyInSeconds: 1 };
    Object.assign(app.world.scoring, { score: async () => done(answer) });

    await restore(app);

    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({});
    expect(app.memory.releases.get(live.id)?.state).toBe('retired');
    expect([...app.memory.retirements.values()]).toMatchObject([{ note: { state: 'restoring' } }]);
  });

  test('is brought back by one more call after what failed is mended', async () => {
    const app = await startApp();
    const live = await release(app);
    const before = picture(app);
    await retire(app);
    const { check } = app.world.deployments;
    const failing = async () => refused('deployment-failed', 'No machine is free.', 'Try later.');
    Object.assign(app.world.deployments, { check: failing });
    await restore(app);
    Object.assign(app.world.deployments, { check });

    await restore(app);

    expect(picture(app)).toEqual(before);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
    expect(app.memory.changes.filter((change) => change === `delete deployment ${nameOf(live)}`)).toHaveLength(6);
  });

  test('waits for an administrator where Flowferry may not give a role back, and says what to run', async () => {
    const app = await startApp();
    const live = await release(app);
    await retire(app);
    Object.assign(app.world.roles, { grant: async () => refused('missing-permission', 'No.', 'Ask.') });

    await restore(app);

    expect(app.memory.deployments.size).toBe(0);
    const told = app.memory.releases.get(live.id)?.steps.find(({ name }) => name === 'give the roles back');
    expect(told?.reason).toContain('not allowed to grant: Azure Machine Learning Workspace Connection Secrets Reader');
    expect(app.memory.intents.size).toBe(0);
  });

  test.each([
    ['the endpoint', (app: AppUnderTest) => app.memory.endpoints],
    ['a deployment', (app: AppUnderTest) => app.memory.deployments],
  ])('is not touched when %s was made by somebody else', async (_, of) => {
    const app = await startApp();
    const live = await release(app);
    for (const [name, found] of of(app)) of(app).set(name, { ...found, tags: {} } as never);
    const mark = app.memory.changes.length;

    await retire(app);

    expect(changesSince(app, mark)).toEqual([]);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
    expect(app.memory.live.size).toBe(1);
    expect([...app.memory.intents]).toEqual([]);
  });

  test('goes on from what is left when Azure fails half-way, and still comes back whole', async () => {
    const app = await startApp();
    await release(app);
    await release(app, { 'answer.jinja2': 'Second' });
    const before = picture(app);
    const { beginDelete } = app.world.endpoints;
    let tries = 0;
    Object.assign(app.world.endpoints, {
      async beginDelete(...asked: Parameters<typeof beginDelete>) {
        tries += 1;
        return tries < 3 ? refused('operation-failed', 'Azure said no.', 'Ask again.') : await beginDelete(...asked);
      },
    });

    await retire(app);
    const between = picture(app);
    await restore(app);

    expect(tries).toBe(3);
    expect(between).toEqual({ endpoints: [], deployments: [], roles: [] });
    expect(picture(app)).toEqual(before);
  });

  test.each([
    ['traffic', (app: AppUnderTest) => app.world.endpoints, 'beginTraffic'],
    ['deployments', (app: AppUnderTest) => app.world.deployments, 'beginDelete'],
    ['roles', (app: AppUnderTest) => app.world.roles, 'revoke'],
  ] as const)(
    'that keeps failing at its %s is given up after five tries, and can be brought back',
    async (_, of, name) => {
      const app = await startApp();
      await release(app);
      const before = picture(app);
      const usually = of(app)[name as never] as unknown;
      const fails = async () => {
        if (name === 'revoke') throw new Error('unavailable: Azure is out');
        return refused('operation-failed', 'Azure said no.', 'Ask again.');
      };
      Object.assign(of(app), { [name]: fails });

      await retire(app);
      Object.assign(of(app), { [name]: usually });
      await restore(app);

      expect(picture(app)).toEqual(before);
      expect([...app.memory.intents]).toEqual([]);
    },
  );

  test('is gone already when it is asked for again: nothing more happens', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const live = await release(app);
    await retire(app);
    const mark = app.memory.changes.length;
    const later = new Date(app.clock.now()).toISOString();
    await app.world.intents.record({ kind: 'retire', releaseId: live.id, endpoint, requestedAt: later, attempt: 0 });
    await app.host.runTimer('resyncIntents');
    await app.settle();

    expect(changesSince(app, mark).filter((change) => change.startsWith('delete'))).toEqual([]);
    expect(app.memory.releases.get(live.id)?.state).toBe('retired');
  });
});
