import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppOnAzure, releaseOn, startAppOnAzure } from '../support/app-on-azure.ts';
import { chatFlow } from '../support/app-under-test.ts';
import { ask } from '../support/azure-client.ts';
import { endpointPath, plainRelease, put } from '../support/plain-release.ts';
import { holdToInfra } from '../support/rights-of-infra.ts';
import { type Case, changeOf, preflightCases } from './preflight-cases.ts';

let app: AppOnAzure;
beforeAll(async () => {
  app = await startAppOnAzure();
  const path = `${app.azure.workspace.id}/providers/Microsoft.Authorization/roleDefinitions/${randomUUID()}`;
  await ask(app.azure.url, { method: 'PUT', path, apiVersion: '2022-04-01', body: { properties: flowDeployer } });
}, 60_000);
afterAll(async () => {
  await app.stop();
});
beforeEach(async () => {
  app.azure.cloud.coreLimits.set('standardDSv2Family', 1000);
  await change('PUT', '/network', { kind: 'public' });
  await change('PUT', '/callers', { areChecked: false });
});

/** A role of the customer's own: endpoints, and no secrets. */
const flowDeployer = {
  roleName: 'Flow Deployer',
  assignableScopes: ['/'],
  permissions: [{ actions: ['Microsoft.MachineLearningServices/workspaces/onlineEndpoints/*'] }],
};

const change = changeOf(() => app);
const cases = preflightCases(() => app);

const flowOf = ({ connection = 'open_ai_connection' }: Case) => ({
  ...chatFlow,
  'flow.dag.yaml': chatFlow['flow.dag.yaml']?.replace('open_ai_connection', connection) ?? '',
});

function manifestOf({ manifest = '' }: Case, endpoint: string): string {
  const text = manifest.replaceAll('NAME', endpoint);
  return text.startsWith('endpoint:') ? text : `endpoint: {name: ${endpoint}}\n${text}`;
}

test('every fault that preflight can tell has its case', () => {
  const finders = ['preflight', 'connection-support', 'image-policy', 'network', 'own-rights', 'quota'];
  const told = finders.flatMap((name) => {
    const text = readFileSync(`domain/${name}.ts`, 'utf8');
    return [...text.matchAll(/faultFound\(\s*'([a-z-]+)'/g)].map(([, slug]) => slug);
  });
  // A timeout over 180 seconds: every model that we register is marked as a flow, so that the service takes it.
  const without = ['invalid-manifest'];
  const given = [...Object.values(cases).map(({ slug }) => slug), 'too-many-deployments', ...without];

  expect(told.length).toBeGreaterThan(8);
  expect(told.filter((slug) => !given.includes(slug ?? ''))).toEqual([]);
});

describe('what fails in Azure after a while is refused before anything is written', () => {
  test.each(Object.entries(cases))('%s', { timeout: 60_000 }, async (what, given) => {
    const endpoint = `case-${Object.keys(cases).indexOf(what)}`;
    const files = flowOf(given);
    await given.arrange?.(endpoint);

    const plain = await plainRelease(app, { endpoint: `plain-${endpoint}`, files, ...given.plain });
    const ours = await releaseOn(app, `ours-${endpoint}`, {
      ...files,
      'deploy.yaml': manifestOf(given, `ours-${endpoint}`),
    });

    console.log(
      `${what}: the service after ${plain.minutes.toFixed(0)} minutes, ours after ${ours.questions} questions`,
    );
    expect(plain.error).toMatch(given.service);
    expect(plain.minutes).toBeGreaterThanOrEqual(given.minutes);
    expect(ours.story).toMatchObject({ state: 'refused', fault: { slug: given.slug } });
    expect(ours.story.steps.at(-1)).toMatchObject({ name: given.step ?? 'preflight', state: 'refused' });
    expect(ours.writes).toEqual([]);
  });

  test('a twenty-first deployment', { timeout: 60_000 }, async () => {
    const first = await plainRelease(app, { endpoint: 'full', files: chatFlow });
    const { body } =
      app.azure.requests.all().findLast(({ method, path }) => method === 'PUT' && /deployments\/blue$/.test(path)) ??
      {};
    const more = (number: number) =>
      put(app, `${endpointPath(app, 'full')}/deployments/more-${number}`, body as object);
    await Promise.all(Array.from({ length: 19 }, (_, number) => more(number)));

    const plain = await more(20);
    const ours = await releaseOn(app, 'full', { ...chatFlow, 'deploy.yaml': 'endpoint: {name: full}' });

    expect(first.error).toBe('');
    expect(plain).toContain('An endpoint can have at most 20 deployments.');
    expect(ours.story).toMatchObject({ state: 'refused', fault: { slug: 'too-many-deployments' } });
    expect(ours.writes).toEqual([]);
  });
});

test('with the rights that our Bicep files give, and no other, a release succeeds', { timeout: 90_000 }, async () => {
  await holdToInfra(app);

  const { story } = await releaseOn(app, 'least-rights', {
    ...chatFlow,
    'deploy.yaml': 'endpoint: {name: least-rights}',
  });

  const refused = app.azure.requests.all().filter(({ status }) => status === 403);
  expect(refused.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  expect(story).toMatchObject({ state: 'succeeded' });
});
