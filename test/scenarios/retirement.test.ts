import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createArm } from '../../azure/arm.ts';
import { createUsage } from '../../azure/usage.ts';
import { type AppOnAzure, releaseOn, startAppOnAzure } from '../support/app-on-azure.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { ask, credentialOf, emulated } from '../support/azure-client.ts';

let app: AppOnAzure;
beforeAll(async () => {
  app = await startAppOnAzure();
});
afterAll(async () => await app.stop());

const manifest = `endpoint: {name: resting, description: Rests now and then, tags: {team: search}}
deployment: {instanceCount: 2, requestTimeoutSeconds: 60, environmentVariables: {TONE: kind}, tags: {stage: test}, dataCollection: on}
rollout: {strategy: allAtOnce}
`;

/** What the service itself gives anew: a new identity, and its own notes of when and by which operation. */
const anew = ['principalId', 'systemData', 'AzureAsyncOperationUri'];
const withoutNew = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNew);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (anew.includes(name) ? [] : [[name, withoutNew(each)]])),
  );
};

const isOf = (principalId: string) => (each: { readonly properties: { readonly principalId: string } }) =>
  each.properties.principalId === principalId;

const byName = (a: { readonly name: string }, b: { readonly name: string }) => a.name.localeCompare(b.name);

/** Endpoint, deployments and roles, as the service tells them. */
async function picture() {
  const read = async (path: string, apiVersion = '2024-10-01') => await ask(app.azure.url, { path, apiVersion });
  const path = `${app.azure.workspace.id}/onlineEndpoints/resting`;
  const endpoint = await read(path);
  const deployments = await read(`${path}/deployments`);
  const { principalId = '' } = endpoint.body.identity ?? {};
  const assigned = app.azure.cloud.roleAssignments.values().filter(isOf(principalId));
  return {
    status: endpoint.status,
    principalId,
    endpoint: withoutNew(endpoint.body),
    deployments: [...(deployments.body.value ?? [])].sort(byName).map(withoutNew),
    roles: assigned
      .map(
        ({ properties }) =>
          `${properties.roleDefinitionId} at ${properties.scope}, ours: ${properties.description !== undefined}`,
      )
      .sort(),
  };
}

async function follow(verb: 'retire' | 'restore', id: string, state: string): Promise<void> {
  const answer = await fetch(`${app.url}/api/endpoints/resting/${verb}`, { method: 'POST' });
  expect(answer.status).toBe(202);
  const until = Date.now() + 60_000;
  while ((await app.api.get(id)).state !== state) {
    if (Date.now() > until) throw new Error(JSON.stringify(await app.api.get(id)));
    await wait(50);
  }
}

/** Asks until the hour in which it was deployed is over. */
async function useOf(deployment: string) {
  const credential = credentialOf();
  const resourceManager = 'https://management.azure.com';
  const usage = createUsage(createArm({ credential, resourceManager, httpClient: emulated(app.azure.url) }));
  const endpoint = { workspaceId: app.azure.workspace.id, name: 'resting' };
  const end = Date.now() + 60_000;
  for (;;) {
    const use = await usage.of(endpoint, [deployment], 24, new Date(app.clock.now()));
    if (use?.hasRequests && use.measuredHours > 0) return use;
    if (Date.now() > end) return use;
    await wait(100);
  }
}

describe('an endpoint of Azure', () => {
  test('that is retired is gone with all that cost money, and comes back the same field by field', async () => {
    await releaseOn(app, 'resting', { ...chatFlow, 'deploy.yaml': manifest });
    const { story } = await releaseOn(app, 'resting', {
      ...chatFlow,
      'answer.jinja2': 'Second',
      'deploy.yaml': manifest,
    });
    const use = await useOf(story.deployment ?? '');
    const before = await picture();

    await follow('retire', story.id, 'retired');
    const between = await picture();
    const left = app.azure.cloud.roleAssignments.values().filter(isOf(before.principalId));
    await follow('restore', story.id, 'succeeded');
    const after = await picture();

    expect(story.state).toBe('succeeded');
    // The smoke test is a request too.
    expect(use).toMatchObject({ hours: 24, hasRequests: true });
    expect(use?.measuredHours).toBeLessThan(24);
    expect(between.status).toBe(404);
    // What Azure itself gave, is Azure's business.
    expect(left.filter(({ properties }) => properties.description !== undefined)).toEqual([]);
    expect({ ...after, principalId: '' }).toEqual({ ...before, principalId: '' });
    expect(after.principalId).not.toBe(before.principalId);
    expect(before.roles.length).toBeGreaterThan(0);
    expect(JSON.stringify(before.deployments)).toContain('"TONE":"kind"');
    expect(JSON.stringify(before.endpoint)).toContain(`"${story.deployment}":100`);
  });
});
