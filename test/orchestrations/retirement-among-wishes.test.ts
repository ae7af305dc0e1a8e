import { describe, expect, test } from 'vitest';
import { release, startApp } from '../support/app-under-test.ts';
import { ask, changesSince, endpoint, restore, retire } from '../support/resting.ts';

describe('an endpoint that is retired, among other wishes', () => {
  test('can be released to anew; then the old one is not brought back', async () => {
    const app = await startApp();
    await release(app);
    await retire(app);

    const anew = await release(app, { 'answer.jinja2': 'Anew' });
    const answer = await ask(app, 'restore');

    expect(anew.state).toBe('succeeded');
    expect(answer.status).toBe(404);
  });

  test('is not brought back over another of its name', async () => {
    const app = await startApp();
    const live = await release(app);
    const [there] = app.memory.endpoints.values();
    await retire(app);
    if (there) app.memory.endpoints.set('chat', { ...there, tags: {} });
    const mark = app.memory.changes.length;

    await restore(app);

    expect(changesSince(app, mark)).toEqual([]);
    expect(app.memory.releases.get(live.id)?.state).toBe('retired');
  });

  test('takes the place of a release that was wanted before, and gives way to one that is wanted after', async () => {
    const app = await startApp();
    const live = await release(app);
    const wish = (kind: 'retire' | 'deploy', releaseId: string, at: number) =>
      ({ kind, releaseId, endpoint, requestedAt: new Date(app.clock.now() + at).toISOString(), attempt: 0 }) as const;
    await app.world.intents.record(wish('retire', live.id, 1));

    app.clock.advance(10);
    const later = await release(app, { 'answer.jinja2': 'Later' });

    expect(later.state).toBe('succeeded');
    expect(app.memory.endpoints.size).toBe(1);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
  });

  test.each([
    ['retire', { reason: 7 }, 'chat', 400],
    ['retire', undefined, 'nowhere', 404],
    ['retire', { workspace: 'other' }, 'chat', 404],
    ['restore', undefined, 'chat', 404],
    ['restore', { what: 'ever' }, 'chat', 400],
  ] as const)('asked to %s with %j of %s is answered with %i', async (verb, body, name, status) => {
    const app = await startApp();
    await release(app);

    expect((await ask(app, verb, body, name)).status).toBe(status);
  });
});
