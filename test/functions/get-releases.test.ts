import { describe, expect, test } from 'vitest';
import { chatZip, startApp } from '../support/app-under-test.ts';
import { workspaceId } from '../support/workspace-id.ts';

describe('GET /api/releases', () => {
  test('tells the story of a release, and nothing that would give the durable extension away', async () => {
    const app = await startApp();
    const { id } = (await (await app.post(await chatZip())).json()) as { id: string };
    await app.settle();

    const text = await (await app.get(`/releases/${id}`)).text();

    expect(JSON.parse(text)).toMatchObject({ id, state: 'succeeded', endedAt: expect.any(String) });
    expect(JSON.parse(text).steps[0]).toMatchObject({
      name: 'plan',
      state: 'done',
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      reason: expect.any(String),
    });
    expect(text).not.toMatch(/code=|runtime\/webhooks|taskHub/);
  });

  test.each(['/releases/no-such-release', `/releases/${'x'.repeat(3000)}`])(
    'answers 404 to an id that is unknown',
    async (path) => {
      const app = await startApp();

      const answer = await app.get(path);

      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ title: 'unknown-release' });
    },
  );

  test('lists the releases of an endpoint, newest first', async () => {
    const app = await startApp();
    await app.post(await chatZip());
    app.clock.advance(1000);
    const second = (await (await app.post(await chatZip({ 'answer.jinja2': 'two' }))).json()) as { id: string };

    const answer = await app.get(`/releases?endpoint=chat&workspace=${encodeURIComponent(workspaceId)}`);

    const { releases } = (await answer.json()) as { releases: { id: string }[] };
    expect(releases).toHaveLength(2);
    expect(releases[0]?.id).toBe(second.id);
  });

  test.each(['/releases?state=great', '/releases?endpoint=chat&top=0', '/releases?endpoint=chat&top=many'])(
    'refuses %s',
    async (path) => {
      const app = await startApp();

      expect((await app.get(path)).status).toBe(400);
    },
  );

  test('refuses to list for a workspace that it does not serve', async () => {
    const app = await startApp();

    expect((await app.get('/releases?endpoint=chat&workspace=other')).status).toBe(404);
  });
});
