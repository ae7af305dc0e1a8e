import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import { release, startApp } from '../support/app-under-test.ts';
import { changesSince, large, nameOf, picture, restore, retire, scaleDown, steps } from '../support/resting.ts';

describe('an endpoint that is scaled to one', () => {
  test('answers on with one instance each, and has as many as before when it is brought back', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const live = await release(app, large);
    const before = picture(app);

    await scaleDown(app, live.id);
    const between = picture(app);
    await restore(app);

    expect(between.deployments).toMatchObject([{ instanceCount: 1 }]);
    expect(between.endpoints).toEqual(before.endpoints);
    expect(picture(app)).toEqual(before);
    expect(steps(app, live.id)).toContain(`scale ${nameOf(live)} to 3 instances`);
  });

  test('and retired then, comes back with as many as it had at first', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const live = await release(app, large);
    const before = picture(app);

    await scaleDown(app, live.id);
    await retire(app);
    await restore(app);

    expect(picture(app)).toEqual(before);
  });

  test('is left alone when another release serves by then, or it has one instance already', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const old = await release(app, large);
    const live = await release(app, { 'answer.jinja2': 'Second' });
    const mark = app.memory.changes.length;

    await scaleDown(app, old.id);
    app.memory.deployments.delete(nameOf(old));
    await scaleDown(app, live.id);

    expect(changesSince(app, mark)).toEqual([]);
    expect(app.memory.retirements.size).toBe(0);
  });

  test('is tried again when Azure says no, and given up at last', async () => {
    const app = await startApp({}, ['resyncIntents']);
    const live = await release(app, large);
    let tries = 0;
    Object.assign(app.world.deployments, {
      async beginScale() {
        tries += 1;
        return refused('operation-failed', 'Azure said no.', 'Ask again.');
      },
    });

    await scaleDown(app, live.id);

    expect(tries).toBe(5);
    expect([...app.memory.intents]).toEqual([]);
  });
});
