import { describe, expect, test } from 'vitest';
import { endpointKey } from '../../domain/workspace.ts';
import { chatZip, startApp } from '../support/app-under-test.ts';
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
