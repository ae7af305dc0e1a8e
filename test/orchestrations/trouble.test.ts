import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import type { ReleaseChange } from '../../domain/stores.ts';
import { endpointKey } from '../../domain/workspace.ts';
import type { EndpointFacts, World } from '../../domain/world.ts';
import { chatZip, startApp } from '../support/app-under-test.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { workspaceId } from '../support/workspace-id.ts';

const usual = <P extends keyof World>(port: P): World[P] => memoryWorld({ now: () => 0 }).world[port];

async function releaseWith(replaced: Partial<World>) {
  const app = await startApp(replaced);
  const { id } = (await (await app.post(await chatZip())).json()) as { id: string };
  await app.settle();
  return { app, release: app.memory.releases.get(id) };
}

describe('trouble on the way', () => {
  test('is tried again until it passes', async () => {
    let tries = 0;
    const { release } = await releaseWith({
      environments: {
        async create() {
          tries += 1;
          if (tries < 4) throw new Error('throttled: Azure asked for patience');
          return done({ id: '/environments/e' });
        },
      },
    });

    expect(release?.state).toBe('succeeded');
    expect(tries).toBe(4);
  });

  test('that does not pass ends the release, undone, with the reason and without secrets', async () => {
    const { app, release } = await releaseWith({
      deployments: {
        ...usual('deployments'),
        begin: async () => {
          throw new Error('gateway: 502 from https://x.example/?sig=c2VjcmV0&code=hush');
        },
      },
    });

    expect(release).toMatchObject({ state: 'refused', fault: { slug: 'interrupted' } });
    expect(release?.fault?.message).toContain('beginDeployment kept failing: gateway: 502');
    expect(JSON.stringify([...app.memory.releases])).not.toMatch(/c2VjcmV0|hush/);
    expect(app.memory.endpoints.size).toBe(0);
  });

  test('in one of the parallel steps ends the release once all of them have ended', async () => {
    const { app, release } = await releaseWith({
      models: {
        register: async () => {
          throw new Error('storage: no answer');
        },
      },
    });

    expect(release).toMatchObject({ state: 'refused', fault: { slug: 'interrupted' } });
    expect(app.memory.endpoints.size).toBe(0);
  });

  test('in an operation that never ends is given up at its limit', async () => {
    const { release } = await releaseWith({
      endpoints: { ...usual('endpoints'), check: async () => done({ state: 'running' }), get: async () => undefined },
    });

    expect(release?.fault).toMatchObject({
      slug: 'operation-timed-out',
      message: 'checkEndpoint was still waiting after 20 minutes.',
    });
  });

  test('with an identity that is missing is told', async () => {
    const { release } = await releaseWith({
      endpoints: {
        ...usual('endpoints'),
        check: async ({ name }) =>
          done({
            state: 'done',
            value: {
              name,
              state: 'Succeeded',
              auth: 'key',
              identity: { kind: 'none', identityIds: [] },
              traffic: {},
              tags: {},
            },
          }),
      },
    });

    expect(release?.fault?.slug).toBe('endpoint-conflict');
  });

  test('when traffic does not read back is answered by writing back what was there', async () => {
    const written: unknown[] = [];
    const found = new Map<string, EndpointFacts>();
    const identity = { kind: 'system', principalId: 'p', identityIds: [] } as const;
    const { release } = await releaseWith({
      endpoints: {
        async get({ name }) {
          return found.get(name);
        },
        async begin({ name }, { auth, tags }) {
          found.set(name, { name, state: 'Succeeded', auth, identity, traffic: {}, tags });
          return done({});
        },
        async check({ name }) {
          const value = found.get(name);
          return done(value ? { state: 'done', value } : { state: 'running' });
        },
        async beginTraffic(_, traffic) {
          written.push(traffic);
          return done({});
        },
        async beginDelete({ name }) {
          found.delete(name);
          return done({});
        },
      },
    });

    expect(release).toMatchObject({ state: 'refused', fault: { slug: 'operation-timed-out' } });
    expect(written).toEqual([{ [release?.deployment ?? '']: 100 }, {}]);
  });

  test('that ends the orchestration itself is recorded all the same', async () => {
    const app = await startApp({
      scoring: {
        score: async () =>
          done({
            status: 424,
            headers: {},
            body: 'Access denied to list workspace secret',
            latencyInSeconds: 1,
          }),
      },
    });
    const { id } = (await (await app.post(await chatZip())).json()) as { id: string };
    await app.host.idle();

    await fetch(`${app.host.url}/runtime/webhooks/durabletask/instances/deploy-${id}-1/terminate?reason=test`, {
      method: 'POST',
    });
    await app.settle();

    expect(app.memory.releases.get(id)).toMatchObject({ state: 'refused', fault: { slug: 'interrupted' } });
    expect(app.memory.intents.size).toBe(0);
  });
});

describe('a release that may not grant a role', () => {
  const forbidden = refused('missing-permission', 'Not allowed.', 'Ask an administrator.');
  const start = async () => {
    const app = await startApp(
      { roles: { ...usual('roles'), grant: async () => forbidden, has: async () => granted } },
      ['resyncIntents'],
    );
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
    const app = await startApp();
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
