import { describe, expect, test } from 'vitest';
import { manifestSchema } from '../../domain/manifest/schema.ts';
import { done } from '../../domain/outcome.ts';
import { type AppUnderTest, release, startApp } from '../support/app-under-test.ts';

const second = { 'answer.jinja2': 'Second' };

async function rollBack(app: AppUnderTest): Promise<void> {
  await fetch(`${app.host.url}/api/endpoints/chat/roll-back`, { method: 'POST' });
  await app.settle();
}

describe('what serves again after a roll-back', () => {
  test('is watched again, as what it was', async () => {
    const app = await startApp();
    const first = await release(app);
    await release(app, second);

    await rollBack(app);

    const [watched, ...others] = [...app.memory.live.values()];
    expect(watched).toMatchObject({ releaseId: first.id, deployment: first.deployment });
    expect(watched?.since.slice(0, 16)).toBe(new Date(app.clock.now()).toISOString().slice(0, 16));
    expect(watched).not.toHaveProperty('previous');
    expect(others).toEqual([]);
  });

  test('keeps its own way back where that is still there, and is watched though its package is gone', async () => {
    const app = await startApp();
    const first = await release(app);
    app.memory.deployments.set('blue', {
      name: 'blue',
      state: 'Succeeded',
      instanceType: 't',
      instanceCount: 1,
      tags: {},
    });
    app.memory.releases.set(first.id, { ...first, previous: 'blue' });
    const bad = await release(app, second);
    app.memory.packages.delete(first.package.hash);
    Object.assign(app.world.scoring, { describe: async () => done({ paths: {} }) });

    await rollBack(app);

    const { health } = manifestSchema.parse({ endpoint: { name: 'chat' } });
    expect(app.memory.releases.get(bad.id)?.state).toBe('rolledBack');
    expect([...app.memory.live.values()]).toMatchObject([{ releaseId: first.id, previous: 'blue', health }]);
  });

  test('is left alone where others made it', async () => {
    const app = await startApp();
    const only = await release(app);
    app.memory.deployments.set('blue', {
      name: 'blue',
      state: 'Succeeded',
      instanceType: 't',
      instanceCount: 1,
      tags: {},
    });
    app.memory.releases.set(only.id, { ...only, previous: 'blue' });
    Object.assign(app.world.scoring, { describe: async () => done({ paths: {} }) });

    await rollBack(app);

    expect(app.memory.releases.get(only.id)?.state).toBe('rolledBack');
    expect(app.memory.live.size).toBe(0);
  });
});
