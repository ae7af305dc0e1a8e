import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import type { EndpointFacts, World } from '../../domain/world.ts';
import { chatZip, startApp } from '../support/app-under-test.ts';
import { memoryWorld, usual } from '../support/memory-world.ts';

const scoring = usual('scoring');

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
        ...usual('environments'),
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

  const failing = (message: string, times: number) => {
    const { deployments } = memoryWorld({ now: () => 0 }).world;
    let failures = 0;
    const check: World['deployments']['check'] = async (endpoint, name) => {
      failures += 1;
      return failures > times
        ? await deployments.check(endpoint, name)
        : refused('deployment-failed', message, 'Look.');
    };
    return { deployments: { ...deployments, check } };
  };

  test('that may pass by itself, in a deployment, is given a second try after the failed one is deleted', async () => {
    const { release } = await releaseWith(failing('OperationCanceled: waiting for lock confirmation', 1));

    expect(release?.state).toBe('succeeded');
    const names = release?.steps.map(({ name }) => name) ?? [];
    expect(names.indexOf('delete deployment')).toBeGreaterThan(names.indexOf('diagnose'));
  });

  test.each([
    ['OperationCanceled: waiting for lock confirmation', 2, 'OperationCanceled'],
    ['ImageBuildFailure: no matching distribution found for nothing-like-it', 1, 'ImageBuildFailure'],
  ])('in a deployment that does not pass ends the release with its cause: %s', async (message, times, told) => {
    const { app, release } = await releaseWith(failing(message, times));

    expect(release).toMatchObject({ state: 'refused', fault: { slug: 'deployment-failed' } });
    expect(release?.fault?.message).toContain(told);
    expect(app.memory.endpoints.size).toBe(0);
  });

  test('in the diagnosis leaves the fault as Azure told it', async () => {
    const { deployments } = failing('OperationCanceled', 1);
    const logs = async () => Promise.reject(new Error('gateway: no answer'));
    const { release } = await releaseWith({ deployments: { ...deployments, logs } });

    expect(release).toMatchObject({
      state: 'refused',
      fault: { slug: 'deployment-failed', message: 'OperationCanceled' },
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
        list: async () => [...found.values()],
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
        ...scoring,
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
