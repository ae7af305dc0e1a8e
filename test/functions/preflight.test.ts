import { describe, expect, test } from 'vitest';
import type { World } from '../../domain/world.ts';
import { preflight } from '../../functions/activities/preflight.ts';
import { chatZip, startApp } from '../support/app-under-test.ts';
import { look, releaseWith } from '../support/looks.ts';
import { memoryWorld } from '../support/memory-world.ts';

const usual = <P extends keyof World>(port: P): World[P] => memoryWorld({ now: () => 0 }).world[port];

describe('a release with the hash of a plan', () => {
  test('carries out the plan that was looked at, and keeps its hash', async () => {
    const app = await startApp();
    const { hash, plan } = await look(app);

    const release = await releaseWith(app, hash);

    expect(release).toMatchObject({ state: 'succeeded', planHash: hash, deployment: plan.deployment.name });
  });

  test('is refused where something else is there by then, and changes nothing', async () => {
    const app = await startApp();
    const { hash } = await look(app, { changed: { 'answer.jinja2': 'Second' } });
    await releaseWith(app, (await look(app)).hash);
    const changes = app.memory.changes.length;

    const release = await releaseWith(app, hash, { 'answer.jinja2': 'Second' });

    expect(release).toMatchObject({
      state: 'refused',
      fault: { slug: 'plan-changed', message: expect.stringContaining(hash) },
      steps: [{ name: 'plan', state: 'refused' }],
    });
    expect(app.memory.changes).toHaveLength(changes);
  });

  test('may be asked for by the name of a zip in the flows container', async () => {
    const app = await startApp();
    app.memory.pushed.set('chat.zip', { bytes: await chatZip(), eTag: '1' });
    const { hash } = await look(app);

    const answer = await fetch(`${app.host.url}/api/releases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ blob: 'chat.zip', planHash: hash }),
    });

    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ planHash: hash });
  });
});

describe('the preflight of a release', () => {
  test('refuses it before anything is changed, and tells why', async () => {
    const app = await startApp({ compute: { get: async () => ({ known: [] }) } });

    const release = await releaseWith(app, (await look(app)).hash);

    expect(release).toMatchObject({ state: 'refused', fault: { slug: 'unknown-machine' } });
    expect(release?.steps.map(({ name, state }) => `${name}: ${state}`)).toEqual(['plan: done', 'preflight: refused']);
    expect(app.memory.changes).toEqual([]);
  });

  test('puts its warnings, and what it could not look at, on record', async () => {
    const app = await startApp({ rights: { of: async () => undefined }, compute: { get: async () => undefined } });
    const image = 'environment: {image: "mcr.example/chat:latest"}';

    const changed = { 'deploy.yaml': `endpoint: {name: chat}\n${image}` };
    const release = await releaseWith(app, (await look(app, { changed })).hash, changed);

    expect(release?.state).toBe('succeeded');
    expect(release?.warnings).toEqual([expect.stringContaining('no fixed version')]);
    expect(release?.notChecked).toHaveLength(4);
    expect(release?.steps.find(({ name }) => name === 'preflight')?.reason).toBe(
      'nothing stands against it; 1 warning; 4 things could not be checked',
    );
  });

  test.each<[string, Partial<World>, string]>([
    ['the workspace', { workspaces: { ...usual('workspaces'), get: async () => undefined } }, 'missing-permission'],
    ['the package', { packages: { ...usual('packages'), kept: async () => undefined } }, 'package-not-found'],
  ])('is refused where %s is gone by then', async (_, replaced, slug) => {
    const app = await startApp();
    const { plan } = await look(app);
    await app.world.packages.keep(plan.package.hash, await chatZip());

    const outcome = await preflight({ ...app.world, ...replaced })({ releaseId: 'r', plan });

    expect(outcome).toMatchObject({ kind: 'refused', fault: { slug } });
  });

  test('knows who will grant a role, and when it is there already', async () => {
    const rights = [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/write'] }];
    const app = await startApp({ rights: { of: async () => rights } });

    const before = await look(app);
    await releaseWith(app, before.hash);
    const after = await look(app);

    expect(before.preflight.warnings).toEqual([{ message: expect.stringContaining('wait for an administrator') }]);
    expect(before.text).toContain('granted by an administrator');
    expect(after.preflight.warnings).toEqual([]);
    expect(after.text).toContain('already there');
  });
});
