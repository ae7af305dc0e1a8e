import { describe, expect, test } from 'vitest';
import { environmentOf } from '../../domain/environment.ts';
import { makePlan, type Observed, type PlanInput } from '../../domain/make-plan.ts';
import type { Plan } from '../../domain/plan.ts';
import { madeByFlowferry } from '../../domain/tags.ts';
import type { EndpointFacts } from '../../domain/world.ts';
import { factsOf } from '../support/facts.ts';
import { manifestOf } from '../support/manifest.ts';
import { workspaceId } from '../support/workspace-id.ts';

const facts = factsOf();
const observed: Observed = {
  workspace: { id: workspaceId, location: 'eastus', storageAccountId: '/storage', containerRegistryId: '/registry' },
  deployments: [],
  connections: [{ name: 'open ai', category: 'AzureOpenAI', authType: 'ApiKey' }],
};
const endpoint: EndpointFacts = {
  name: 'my-endpoint',
  state: 'Succeeded',
  auth: 'key',
  identity: { kind: 'system', principalId: 'p', identityIds: [] },
  traffic: { 'f-old': 100 },
  tags: {},
};

const inputOf = (manifest: string, seen: Partial<Observed> = {}): PlanInput => ({
  releaseId: 'my-endpoint-1',
  package: { hash: 'abcdef0123456789abcdef', name: 'my-flow' },
  facts,
  manifest: manifestOf(manifest),
  observed: { ...observed, ...seen },
  environment: environmentOf(facts, manifestOf(manifest), 'image:1'),
  baseImage: 'image:1',
});

function planOf(manifest = '', seen: Partial<Observed> = {}): Plan {
  const planned = makePlan(inputOf(manifest, seen));
  if (planned.kind === 'refused') throw new Error(planned.fault.message);
  return planned.value;
}

describe('a plan', () => {
  test('for a new endpoint creates all of it, and moves all traffic', () => {
    const plan = planOf();

    expect(plan).toMatchObject({
      endpoint: { name: 'my-endpoint', action: 'create', body: { auth: 'key', identity: { kind: 'system' } } },
      model: { name: 'flow-my-flow', version: 'abcdef0123456789', folder: 'my-flow' },
      deployment: { name: 'f-abcdef0123', action: 'create' },
      roles: [{ role: 'Azure Machine Learning Workspace Connection Secrets Reader' }],
      traffic: { before: {}, after: { 'f-abcdef0123': 100 } },
    });
    expect(plan.stable).toBeUndefined();
  });

  test('marks everything that it creates as Flowferry’s', () => {
    const plan = planOf();

    for (const { tags } of [plan.endpoint.body, plan.model, plan.deployment.body]) {
      expect(madeByFlowferry(tags)).toBe(true);
    }
  });

  test('for an endpoint that is there keeps it, and knows the way back', () => {
    expect(planOf('', { endpoint })).toMatchObject({
      endpoint: { action: 'keep' },
      stable: 'f-old',
      traffic: { before: { 'f-old': 100 }, after: { 'f-abcdef0123': 100 } },
    });
  });

  test('keeps a deployment of the same content that is still warm', () => {
    const warm = { name: 'f-abcdef0123', state: 'Succeeded', instanceType: 't', instanceCount: 1, tags: {} };

    expect(planOf('', { endpoint, deployments: [warm] }).deployment.action).toBe('keep');
    expect(planOf('', { endpoint, deployments: [{ ...warm, state: 'Failed' }] }).deployment.action).toBe('create');
  });

  test('gives the environment another version only when its content is another', () => {
    expect(planOf('outputs: [answer]').environment).toEqual(planOf().environment);
    expect(planOf('environment: {image: other:2}').environment.version).not.toBe(planOf().environment.version);
  });

  test('for a user-assigned identity knows whom the roles are for, and tells the container', () => {
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows';
    const manifest = `endpoint: {name: my-endpoint, identity: {userAssigned: ${id}}}`;
    const plan = planOf(manifest, { identity: { principalId: 'pp', clientId: 'cc' } });

    expect(plan).toMatchObject({ principalId: 'pp', endpoint: { body: { identity: { kind: 'userAssigned', id } } } });
    expect(plan.deployment.body.environmentVariables['AZURE_CLIENT_ID']).toBe('cc');
    expect(plan.roles.map(({ role }) => role)).toContain('AcrPull');
  });

  test('uses the connection that the manifest puts in place of the flow’s own', () => {
    const connections = [{ name: 'team-ai', category: 'AzureOpenAI', authType: 'ApiKey' }];

    expect(
      planOf('connections: {open ai: team-ai}', { connections }).deployment.body.environmentVariables,
    ).toMatchObject({ open_ai: 'team-ai' });
  });
});

describe('a plan is refused', () => {
  test.each([
    ['endpoint-conflict', 'endpoint: {name: my-endpoint, auth: aad_token}', { endpoint }],
    ['endpoint-conflict', '', { endpoint: { ...endpoint, identity: { kind: 'none', identityIds: [] } } }],
    ['endpoint-conflict', '', { endpoint: { ...endpoint, state: 'Failed' } }],
    ['endpoint-conflict', '', { endpoint: { ...endpoint, state: 'Deleting' } }],
    ['not-carried-out', 'deployment: {appInsights: {connectionStringFrom: secret-name}}', {}],
    ['invalid-manifest', 'outputs: [nothing-like-it]', {}],
  ] as const)('with %s: %s', (slug, manifest, seen) => {
    expect(makePlan(inputOf(manifest, seen))).toMatchObject({ kind: 'refused', fault: { slug } });
  });
});
