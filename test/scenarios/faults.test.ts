import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../emulator/azure/faults.ts';
import { releasesApi, type Story } from '../../emulator/demo/releases.ts';
import { workspaceView } from '../../emulator/demo/workspace.ts';
import { type Stack, startStack } from '../../emulator/stack.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { zipOf } from '../support/zip.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-faults-'));
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ appFolder: path.resolve('.'), stateFolder, speed: 1500, seed: 3 });
  // Each case has an endpoint of its own: together they need more than a team has.
  stack.azure.cloud.coreLimits.set('standardDSv2Family', 1000);
}, 60_000);
afterAll(async () => {
  await stack.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

/** A flow for an endpoint of its own, so that the cases do not meet. */
const flowFor = (endpoint: string, changed: Readonly<Record<string, string>> = {}) =>
  zipOf({ ...chatFlow, 'deploy.yaml': `endpoint: {name: ${endpoint}}`, ...changed });

async function releaseUnder(faults: readonly Fault[], endpoint: string, changed = {}): Promise<Story> {
  stack.azure.cloud.faults.clear();
  for (const fault of faults) stack.azure.cloud.faults.add(fault);
  const api = releasesApi(stack.host.url);
  const { id } = await api.post(await flowFor(endpoint, changed), `${endpoint}.zip`);
  const story = await api.follow(id, () => {}, 60);
  stack.azure.cloud.faults.clear();
  return story;
}

const names = (story: Story, state: string) =>
  story.steps.filter((step) => step.state === state).map(({ name }) => name);

describe('a release comes through', { timeout: 90_000 }, () => {
  test.each<[string, Fault[]]>([
    ['throttling', [{ name: 'throttled', target: 'PUT .*', count: 4, seconds: 1 }]],
    ['server errors', [{ name: 'server-error', target: '(PUT|GET) .*', count: 4 }]],
    ['connections that break', [{ name: 'connection-reset', target: 'PUT .*', count: 3 }]],
    ['an endpoint whose answer is lost', [{ name: 'lost-answer', target: 'PUT .*/onlineEndpoints/[^/]+$', count: 1 }]],
    ['a deployment whose answer is lost', [{ name: 'lost-answer', target: 'PUT .*/deployments/', count: 1 }]],
    ['a role whose answer is lost', [{ name: 'lost-answer', target: 'PUT .*/roleAssignments/', count: 1 }]],
    [
      'resources that cannot be found at first',
      [{ name: 'not-found-after-create', target: '.*/onlineEndpoints/', count: 2 }],
    ],
    ['reads that lag', [{ name: 'stale-read', target: 'GET .*/onlineEndpoints/', count: 3 }]],
    ['roles that take their time', [{ name: 'slow-role-assignment', seconds: 600 }]],
    ['a deployment that fails once', [{ name: 'failing-operation', target: '/deployments/', count: 1 }]],
    ['a slow deployment', [{ name: 'slow-operation', target: '/deployments/', seconds: 1200 }]],
  ])('%s', async (what, faults) => {
    const endpoint = `through-${what.replace(/[^a-z]+/g, '-').slice(0, 20)}`.replace(/-$/, '');

    const story = await releaseUnder(faults, endpoint);

    const view = workspaceView(stack.azure);
    expect(story.fault).toBeUndefined();
    expect(story.state).toBe('succeeded');
    expect(await view.deployments(endpoint)).toEqual([story.deployment]);
    const found = await view.endpoint(endpoint);
    expect(found.properties.traffic).toEqual({ [story.deployment ?? '']: 100 });
    const roles = (await view.roles(found.identity.principalId)).map(({ role }) => role);
    expect(new Set(roles).size).toBe(roles.length);
    expect(roles).toContain('Azure Machine Learning Workspace Connection Secrets Reader');
  });
});

describe('a release is refused and undone, when', { timeout: 90_000 }, () => {
  test.each<[string, string, Fault[], Record<string, string>]>([
    [
      'its image cannot be built',
      'deployment-failed',
      [{ name: 'image-build-failure' }],
      { 'requirements.txt': 'nothing-like-it' },
    ],
    [
      'its deployment fails',
      'deployment-failed',
      [{ name: 'failing-operation', target: '/deployments/', count: 2 }],
      {},
    ],
    ['there is no quota', 'operation-failed', [{ name: 'no-quota' }], {}],
  ])('%s', async (what, slug, faults, changed) => {
    const endpoint = `refused-${what.replace(/[^a-z]+/g, '-').slice(0, 16)}`.replace(/-$/, '');

    const story = await releaseUnder(faults, endpoint, changed);

    expect(story).toMatchObject({ state: 'refused', fault: { slug } });
    expect(names(story, 'done')).toEqual(
      expect.arrayContaining(['fetch logs', 'delete deployment', 'remove roles', 'delete endpoint']),
    );
    expect(names(story, 'running')).toEqual([]);
    await expect(workspaceView(stack.azure).endpoint(endpoint)).rejects.toThrow('404');
  });
});

test('a release that may not grant a role waits, and finishes by itself once an administrator has', {
  timeout: 60_000,
}, async () => {
  stack.azure.cloud.faults.add({ name: 'forbidden', target: 'PUT .*/roleAssignments/' });
  const api = releasesApi(stack.host.url);
  const { id } = await api.post(await flowFor('parked'), 'parked.zip');
  let story = await api.get(id);
  while (story.state !== 'waitingForPermission') story = await api.get(id);
  const { handOff } = story;

  for (const { role, scope } of handOff?.roles ?? []) {
    const body = JSON.stringify({ principalId: handOff?.principalId, role, scope });
    await fetch(`${stack.azure.controlUrl}/roles`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
  }
  const ended = await api.follow(id, () => {}, 60);

  expect(handOff?.commands[0]).toContain('az role assignment create');
  expect(ended).toMatchObject({ state: 'succeeded' });
  expect(names(ended, 'done')).toContain('wait for permission');
  stack.azure.cloud.faults.clear();
});

test('a zip whose event is delivered again and again is one release', { timeout: 60_000 }, async () => {
  stack.azure.cloud.faults.add({ name: 'duplicate-events', count: 5 });
  const service = BlobServiceClient.fromConnectionString(stack.storage.addresses.connectionString);
  const container = service.getContainerClient('flows');
  const zip = await flowFor('pushed-often');
  const api = releasesApi(stack.host.url);
  for (let pushes = 0; pushes < 3; pushes += 1) await container.getBlockBlobClient('often.zip').uploadData(zip);

  let first: Story | undefined;
  while (!first) [first] = await api.list('pushed-often');
  const story = await api.follow(first.id, () => {}, 60);

  expect(story.state).toBe('succeeded');
  expect(await api.list('pushed-often')).toHaveLength(1);
});
