import { describe, expect, test } from 'vitest';
import type { World } from '../../domain/world.ts';
import type { DryRun } from '../../functions/dry-run.ts';
import { type AppUnderTest, startApp } from '../support/app-under-test.ts';
import { type Asked, look, post, releaseWith } from '../support/looks.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { workspaceId } from '../support/workspace-id.ts';

const usual = <P extends keyof World>(port: P): World[P] => memoryWorld({ now: () => 0 }).world[port];

const untouched = ({ memory }: AppUnderTest) =>
  memory.releases.size + memory.intents.size + memory.packages.size + memory.changes.length === 0;

describe('a dry run', () => {
  test('answers with the plan, its hash, what stands against it, and what it takes; and keeps nothing', async () => {
    const app = await startApp();

    const answer = await post(app);

    expect(answer.status).toBe(200);
    const found = (await answer.json()) as DryRun;
    expect(found).toMatchObject({
      plan: { endpoint: { name: 'chat', action: 'create' }, deployment: { action: 'create' } },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      preflight: { faults: [], warnings: [], notChecked: [expect.stringContaining('endpoint named chat')] },
      estimate: { minutes: expect.any(Number), quota: { cores: 8, limit: 100 }, cost: { perHour: 0.25 } },
      text: expect.stringContaining(found.hash),
    });
    expect(untouched(app)).toBe(true);
  });

  test('of an endpoint that serves prices both deployments, and knows the way back', async () => {
    const app = await startApp();
    const first = await releaseWith(app, (await look(app)).hash);

    const { estimate, plan } = await look(app, { changed: { 'answer.jinja2': 'Second' } });

    expect(plan).toMatchObject({ endpoint: { action: 'keep' }, stable: first?.deployment });
    expect(estimate.cost?.overlap).toEqual({ perHour: 0.5, hours: 24 });
    expect(estimate.wayBack).toContain(first?.deployment);
  });

  test('tells every fault at once', async () => {
    const compute = { get: async () => ({ known: ['Standard_DS3_v3'] }) };
    const connection = async () => undefined;
    const app = await startApp({ compute, workspaces: { ...usual('workspaces'), connection } });

    const { preflight, text } = await look(app, {
      changed: { 'deploy.yaml': 'endpoint: {name: chat}\nenvironment: {image: "python:3"}' },
    });

    expect(preflight.faults.map(({ slug }) => slug)).toEqual([
      'unknown-machine',
      'missing-connection',
      'image-not-allowed',
    ]);
    expect(text).toMatch(/A release would be refused\.$/);
  });

  test('finds an endpoint of the same name in another workspace of the region that is served', async () => {
    const others = ['elsewhere', 'far-away', 'gone'].map((name) => workspaceId.replace('flowferry-dev', name));
    const { get: seen, ...rest } = usual('workspaces');
    const app = await startApp({
      settings: { ...usual('settings'), FLOWFERRY_WORKSPACES: [workspaceId, ...others] },
      workspaces: {
        ...rest,
        async get(id) {
          const facts = await seen(id);
          if (id.endsWith('gone') || !facts) return undefined;
          return id.endsWith('far-away') ? { ...facts, location: 'westus' } : facts;
        },
      },
    });
    const endpoint = {
      name: 'chat',
      state: 'Succeeded',
      auth: 'key',
      identity: { kind: 'system', principalId: 'p', identityIds: [] },
      traffic: {},
      tags: {},
    } as const;
    const endpoints = {
      ...app.world.endpoints,
      get: async (asked: { workspaceId: string }) => (asked.workspaceId === workspaceId ? undefined : endpoint),
    };
    Object.assign(app.world, { endpoints });

    const { preflight } = await look(app);

    expect(preflight.faults).toMatchObject([
      { slug: 'endpoint-conflict', message: expect.stringContaining('workspace elsewhere') },
    ]);
  });

  test.each<[string, Asked, number, string]>([
    ['a package that the door refuses', { changed: { 'flow.dag.yaml': 'nodes: [' } }, 422, 'bad-yaml'],
    ['a manifest that the door refuses', { changed: { 'deploy.yaml': 'endpoint: {}' } }, 422, 'invalid-manifest'],
    [
      'a plan that cannot be made',
      { changed: { 'deploy.yaml': 'endpoint: {name: chat}\noutputs: [x]' } },
      422,
      'invalid-manifest',
    ],
    ['another plan than the one asked for', { planHash: 'a'.repeat(64) }, 422, 'plan-changed'],
    ['a hash that is none', { planHash: 'latest' }, 400, 'bad-request'],
    ['a spelling that could mean a release', { query: '?dryRun=1' }, 400, 'bad-request'],
    ['an empty value', { query: '?dryRun=' }, 400, 'bad-request'],
  ])('refuses %s', async (_, asked, status, slug) => {
    const app = await startApp();

    const answer = await post(app, asked);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ title: slug });
    expect(untouched(app)).toBe(true);
  });

  test('refuses what is no zip and no form, as a release does', async () => {
    const app = await startApp();

    const answer = await fetch(`${app.host.url}/api/releases?dryRun=true`, { method: 'POST', body: 'zip' });

    expect(answer.status).toBe(415);
  });

  test('that is said not to be one is a release', async () => {
    const app = await startApp();

    expect((await post(app, { query: '?dryRun=false' })).status).toBe(202);
  });
});
