import { describe, expect, test } from 'vitest';
import { release, startApp } from '../support/app-under-test.ts';
import { ask, changesSince, large, nameOf, picture, restore, retire, steps } from '../support/resting.ts';
import { workspaceId } from '../support/workspace-id.ts';

describe('an endpoint that is retired', () => {
  test('loses its traffic, its deployments, our roles and itself, in this order, and is known as retired', async () => {
    const app = await startApp();
    const live = await release(app);
    app.memory.roles.add('system-principal Somebody else gave it');
    const mark = app.memory.changes.length;

    const answer = await ask(app, 'retire', { reason: 'nobody uses it' });
    await app.settle();

    expect(answer.status).toBe(202);
    expect(changesSince(app, mark)).toEqual([
      'traffic {}',
      `delete deployment ${nameOf(live)}`,
      'delete endpoint chat',
    ]);
    expect([...app.memory.roles]).toEqual(['system-principal Somebody else gave it']);
    expect(app.memory.releases.get(live.id)?.state).toBe('retired');
    expect(app.memory.live.size).toBe(0);
    expect([...app.memory.retirements.values()]).toMatchObject([
      { note: { state: 'retired', releaseId: live.id, reason: 'Somebody asked for it: nobody uses it.' } },
    ]);
    expect(steps(app, live.id)).toEqual(
      expect.arrayContaining(['take the traffic away', `delete deployment ${nameOf(live)}`, 'take the roles back']),
    );
    expect([...app.memory.intents]).toEqual([]);
  });

  test('answers requests that are under way: nothing is deleted before the longest of them is over', async () => {
    const app = await startApp();
    await release(app);
    const at: Record<string, number> = {};
    const { beginTraffic } = app.world.endpoints;
    const { beginDelete } = app.world.deployments;
    Object.assign(app.world.endpoints, {
      beginTraffic(...asked: Parameters<typeof beginTraffic>) {
        at['drained'] = app.clock.now();
        return beginTraffic(...asked);
      },
    });
    Object.assign(app.world.deployments, {
      beginDelete(...asked: Parameters<typeof beginDelete>) {
        at['deleted'] = app.clock.now();
        return beginDelete(...asked);
      },
    });

    await retire(app);

    expect((at['deleted'] ?? 0) - (at['drained'] ?? 0)).toBeGreaterThanOrEqual(90_000);
  });

  test('comes back as it was: endpoint, deployments, roles and traffic', async () => {
    const app = await startApp();
    await release(app);
    const live = await release(app, { ...large, 'answer.jinja2': 'Second' });
    const before = picture(app);

    await retire(app);
    const between = picture(app);
    await restore(app);

    expect(between).toEqual({ endpoints: [], deployments: [], roles: [] });
    expect(picture(app)).toEqual(before);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
    expect([...app.memory.live.values()]).toMatchObject([{ releaseId: live.id, deployment: live.deployment }]);
    expect(app.memory.retirements.size).toBe(0);
    expect(steps(app, live.id)).toContain('smoke test after its return');
  });

  test('can be retired and brought back again and again, each told in the story', async () => {
    const app = await startApp();
    const live = await release(app);
    const before = picture(app);

    for (const _ of [1, 2]) {
      await retire(app);
      await restore(app);
    }

    expect(picture(app)).toEqual(before);
    expect(app.memory.releases.get(live.id)?.state).toBe('succeeded');
  });
});

describe('an endpoint of a user-assigned identity', () => {
  const identity = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i';
  const files = (name: string) => ({
    'deploy.yaml': `endpoint: {name: ${name}, identity: {userAssigned: ${identity}}}`,
  });

  test('has its roles back before it is made', async () => {
    const app = await startApp();
    await release(app, files('chat'));
    const before = picture(app);

    await retire(app);
    const between = [...app.memory.roles];
    await restore(app);

    expect(between).toEqual([]);
    expect(picture(app)).toEqual(before);
  });

  test('leaves the roles to the other endpoints that use the identity', async () => {
    const app = await startApp();
    await release(app, files('chat'));
    const roles = [...app.memory.roles];
    const [live] = app.memory.live.values();
    const [there] = app.memory.endpoints.values();
    if (live && there) {
      app.memory.live.set('other', { ...live, endpoint: { workspaceId, name: 'other' } });
      app.memory.endpoints.set('other', { ...there, name: 'other' });
    }

    await retire(app);

    expect([...app.memory.roles]).toEqual(roles);
  });
});
