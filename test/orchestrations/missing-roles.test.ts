import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import type { ReleaseChange } from '../../domain/stores.ts';
import { chatZip, startApp } from '../support/app-under-test.ts';
import { usual } from '../support/memory-world.ts';

describe('a release that may not grant a role', () => {
  const forbidden = refused('missing-permission', 'Not allowed.', 'Ask an administrator.');
  const start = async () => {
    const app = await startApp({
      roles: { ...usual('roles'), grant: async () => forbidden, has: async () => granted },
    });
    let granted = false;
    const { id } = (await (await app.post(await chatZip())).json()) as { id: string };
    const parked = async () => {
      await app.host.idle();
      while (app.memory.releases.get(id)?.state !== 'waitingForPermission') {
        app.clock.jump();
        await app.host.idle();
      }
    };
    return { app, id, parked, grant: () => (granted = true) };
  };

  test('waits, shows what to grant, and goes on by itself once that is granted', async () => {
    const { app, id, parked, grant } = await start();

    await parked();
    const waiting = app.memory.releases.get(id);
    app.clock.advance(3 * 3_600_000);
    await app.host.idle();
    expect(app.memory.releases.get(id)?.state).toBe('waitingForPermission');
    grant();
    await app.settle();

    expect(waiting?.handOff?.commands).toHaveLength(1);
    expect(waiting?.handOff?.commands[0]).toContain('az role assignment create --assignee-object-id system-principal');
    expect(app.memory.releases.get(id)?.state).toBe('succeeded');
  });

  test('is undone when nobody grants it for a week', async () => {
    const { app, id } = await start();

    await app.settle();

    expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'operation-timed-out' } });
    expect(app.memory.endpoints.size).toBe(0);
  });

  test('ends when it cannot even be written down that it waits', async () => {
    const { app, id } = await start();
    const { update } = app.world.releases;
    Object.assign(app.world.releases, {
      async update(of: string, change: ReleaseChange) {
        if (change.state === 'waitingForPermission') throw new Error('storage: no answer');
        await update(of, change);
      },
    });

    await app.settle();

    expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'interrupted' } });
  });
});
