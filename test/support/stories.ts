import { done, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import { type AppUnderTest, release, startApp } from './app-under-test.ts';
import { healthy, manifestWith, second, startCanary } from './canary.ts';
import { runUntil, say } from './commands.ts';
import { usual } from './memory-world.ts';
import { large, restore, retire, scaleDown } from './resting.ts';
import { runToEnd } from './run-to-end.ts';

/** What is recorded: the paths that releases take in life. */
export const stories: Readonly<Record<string, () => Promise<AppUnderTest>>> = {
  'first-release': async () => {
    const app = await startApp({ channels: { names: ['teams'], send: async () => done({}) } });
    await release(app);
    for (const id of app.memory.announcements.keys()) await runToEnd(app.host, app.clock, `announce-${id}`);
    return app;
  },
  'paused-and-resumed': async () => {
    const app = await startApp();
    await release(app);
    const isCreating = ({ steps }: Release) => steps.some(({ name }) => name === 'create deployment');
    const id = await runUntil(app, { 'answer.jinja2': 'Second' }, isCreating);
    await say(app, id, 'pause');
    for (let minutes = 0; minutes < 40; minutes += 1) {
      app.clock.advance(60_000);
      await app.host.idle();
    }
    await say(app, id, 'resume');
    await app.settle();
    return app;
  },
  canary: async () => {
    const app = await startCanary(healthy);
    await release(app, second);
    return app;
  },
  'nobody-approves': async () => {
    const app = await startCanary(healthy);
    await release(app, manifestWith('approval: {before: 100, expires: 1h}'));
    return app;
  },
  undone: async () => {
    const app = await startApp({
      scoring: {
        ...usual('scoring'),
        score: async () => refused('operation-failed', 'Azure said no.', 'Ask again.'),
      },
    });
    await release(app);
    return app;
  },
  'waits-for-a-role': async () => {
    let asked = 0;
    const forbidden = refused('missing-permission', 'Not allowed.', 'Ask an administrator.');
    const app = await startApp({
      roles: { ...usual('roles'), grant: async () => forbidden, has: async () => ++asked > 3 },
    });
    await release(app);
    return app;
  },
  'scaled-retired-and-restored': async () => {
    const app = await startApp({}, ['resyncIntents']);
    const live = await release(app, large);
    await scaleDown(app, live.id);
    await retire(app);
    await restore(app);
    return app;
  },
  'roll-back': async () => {
    const app = await startApp();
    await release(app);
    await release(app, { 'answer.jinja2': 'Second' });
    await fetch(`${app.host.url}/api/endpoints/chat/roll-back`, { method: 'POST' });
    await app.settle();
    return app;
  },
};
