import { describe, expect, test } from 'vitest';
import { hasEnded } from '../../domain/release.ts';
import { endpointKey } from '../../domain/workspace.ts';
import { chatZip, release, startApp } from '../support/app-under-test.ts';
import { workspaceId } from '../support/workspace-id.ts';

describe('an endpoint', () => {
  test('carries out the newest of several wishes, and says so of the others', async () => {
    const app = await startApp();
    const start = async (text: string) => {
      const answer = await app.post(await chatZip({ 'answer.jinja2': text }));
      app.clock.advance(1);
      return ((await answer.json()) as { id: string }).id;
    };

    const first = await start('one');
    const [second, third] = [await start('two'), await start('three')];
    await app.settle();

    const stateOf = (id: string) => app.memory.releases.get(id)?.state;
    expect([first, second, third].map(stateOf)).toEqual(['succeeded', 'superseded', 'succeeded']);
  });

  test.each([
    ['releases', 'remember'],
    ['intents', 'record'],
    ['releases', 'create'],
  ] as const)(
    'is left with nothing half wanted by who was cut off at %s.%s and did not ask again',
    async (port, method) => {
      const app = await startApp({}, ['resyncIntents']);
      const calls = app.world[port] as unknown as Record<string, (...given: unknown[]) => unknown>;
      const usual = calls[method];
      Object.assign(calls, {
        async [method]() {
          Object.assign(calls, { [method]: usual });
          throw new Error('killed');
        },
      });

      const answer = await app.post(await chatZip({ 'answer.jinja2': 'one' }), { 'idempotency-key': 'one' });
      app.clock.advance(1);
      const other = await release(app, { 'answer.jinja2': 'two' });
      await app.host.runTimer('resyncIntents');
      await app.settle();

      expect(answer.status).toBe(500);
      expect(other.state).toBe('succeeded');
      expect([...app.memory.releases.values()].filter(({ state }) => !hasEnded(state))).toEqual([]);
      expect(app.memory.intents.size).toBe(0);
    },
  );

  test('carries out what somebody wanted who was cut off, and answers the second time with the same release', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const { create } = app.world.releases;
    Object.assign(app.world.releases, {
      async create() {
        Object.assign(app.world.releases, { create });
        throw new Error('killed');
      },
    });
    const key = { 'idempotency-key': 'one' };
    await app.post(await chatZip(), key);

    await app.host.runTimer('resyncIntents');
    await app.settle();
    const again = await app.post(await chatZip(), key);

    const [made, ...others] = [...app.memory.releases.values()];
    expect(others).toEqual([]);
    expect(made?.state).toBe('succeeded');
    expect(await again.json()).toMatchObject({ id: made?.id });
  });

  test('does not carry out again what has come to its end', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const { id } = await release(app);
    const told = app.memory.releases.get(id);
    if (!told?.endpoint) throw new Error('no release');
    const { endpoint, requestedAt } = told;
    await app.world.intents.record({ kind: 'deploy', releaseId: id, endpoint, requestedAt, attempt: 0 });
    const changes = [...app.memory.changes];

    await app.host.runTimer('resyncIntents');
    await app.settle();

    expect(app.memory.changes).toEqual(changes);
    expect(app.memory.intents.size).toBe(0);
  });

  test('is woken by the timer when its wake-up was lost', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const answer = await app.post(await chatZip());
    const { id } = (await answer.json()) as { id: string };
    await app.settle();
    const endpoint = { workspaceId, name: 'chat' };
    const release = app.memory.releases.get(id);
    if (!release) throw new Error('no release');
    app.memory.releases.set(id, { ...release, state: 'wanted', steps: [] });
    app.memory.intents.set(id, {
      kind: 'deploy',
      releaseId: id,
      endpoint,
      requestedAt: release.requestedAt,
      attempt: 0,
    });

    await app.host.runTimer('resyncIntents');
    await app.settle();

    expect(app.memory.releases.get(id)?.state).toBe('succeeded');
    expect(app.host.instances.get(`reconcile-${endpointKey(endpoint)}`)?.runtimeStatus).toBe('Completed');
  });
});
