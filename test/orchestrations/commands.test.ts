import { describe, expect, test } from 'vitest';
import type { Release } from '../../domain/release.ts';
import { release, startApp } from '../support/app-under-test.ts';
import { healthy, manifestWith, second, sides, silent, startCanary } from '../support/canary.ts';
import { runUntil, say } from '../support/commands.ts';

const names = ({ steps }: Release) => steps.map(({ name }) => name);

describe('a person', () => {
  const isAt = (share: number) => (told: Release) => names(told).includes(`hold at ${share} %`);

  test.each([
    ['abort', 'refused', 'aborted'],
    ['promote', 'succeeded', undefined],
  ])('can %s a rollout, which is then %s', async (command, state, slug) => {
    const app = await startCanary(silent);
    const id = await runUntil(app, second, isAt(10));

    const answers = [await say(app, id, command)];
    await app.host.idle();
    if (command === 'promote') {
      while (!isAt(50)(app.memory.releases.get(id) as Release)) {
        app.clock.jump();
        await app.host.idle();
      }
      answers.push(await say(app, id, command));
    }
    await app.settle();

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(app.memory.releases.get(id)).toMatchObject({ state });
    expect(app.memory.releases.get(id)?.fault?.slug).toBe(slug);
  });

  test('who aborts a release before its rollout has begun is heard', async () => {
    const app = await startCanary(healthy);
    const id = await runUntil(app, second, (told) => told.steps.some(({ name }) => name === 'create deployment'));

    const answer = await say(app, id, 'abort');
    await app.settle();

    expect(answer.status).toBe(202);
    expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'aborted' } });
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
  });

  test('can pause a rollout and let it go on', async () => {
    const app = await startCanary(healthy);
    const id = await runUntil(app, second, isAt(10));

    await say(app, id, 'pause');
    app.clock.advance(1_800_000);
    await app.host.idle();
    const paused = app.memory.releases.get(id) as Release;
    await say(app, id, 'resume');
    await app.settle();

    expect(names(paused)).not.toContain('hold at 50 %');
    expect(app.memory.releases.get(id)?.state).toBe('succeeded');
  });

  const asking = manifestWith('approval: {before: 100, expires: 2h}');
  const isAsked = (told: Release) => told.state === 'waitingForApproval';

  test.each([
    ['approve', 'succeeded', undefined],
    ['reject', 'refused', 'approval-rejected'],
  ])('who is asked can %s the next step, with what was known then', async (command, state, slug) => {
    const app = await startCanary(healthy);
    const id = await runUntil(app, asking, isAsked);

    await say(app, id, command, 'ada@example.com');
    await app.settle();

    const told = app.memory.releases.get(id);
    expect(told).toMatchObject({ state, command: { by: 'ada@example.com', shown: { word: 'healthy' } } });
    expect(told?.fault?.slug).toBe(slug);
  });

  test('who is asked and does not answer lets it expire', async () => {
    const app = await startCanary(healthy);

    const told = await release(app, asking);

    expect(told).toMatchObject({ state: 'refused', fault: { slug: 'approval-expired' } });
    expect(app.memory.endpoints.get('chat')?.traffic).toEqual({ [sides.stable]: 100 });
  });

  test('is told when it is too late, when it is unclear, and when there is nothing', async () => {
    const app = await startApp();
    const { id } = await release(app);

    const statuses = [
      await say(app, id, 'abort'),
      await say(app, id, 'dance'),
      await say(app, 'no-such-release', 'abort'),
    ];

    expect(statuses.map(({ status }) => status)).toEqual([409, 400, 404]);
  });
});
