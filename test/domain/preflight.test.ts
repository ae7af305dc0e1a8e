import { describe, expect, test } from 'vitest';
import { asOneFault } from '../../domain/findings.ts';
import type { Observed } from '../../domain/make-plan.ts';
import { plannedGrants, scopesOf } from '../../domain/own-rights.ts';
import { preflight, type Surroundings } from '../../domain/preflight.ts';
import { deploymentNamed, goodSurroundings, planOf, servingEndpoint, workspace } from '../support/plans.ts';
import { workspaceId } from '../support/workspace-id.ts';

const find = (over: Partial<Surroundings> = {}, manifest = '', seen: Partial<Observed> = {}) =>
  preflight(planOf(manifest, seen), goodSurroundings(over));
const slugs = (...asked: Parameters<typeof find>) => find(...asked).faults.map(({ slug }) => slug);
const network = { isManaged: false, privateEndpoints: 1, publicAccess: false };
const manyDeployments = Array.from({ length: 20 }, (_, index) => deploymentNamed(`f-${index}`));
const roleAssignments = 'Microsoft.Authorization/roleAssignments/write';
const rightsBut = (...notActions: string[]) => ({ [workspaceId]: [{ actions: ['*'], notActions }] });
const identityId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows';
const byOwnIdentity = `endpoint: {name: my-endpoint, identity: {userAssigned: ${identityId}}}`;
const enforcing = 'endpoint: {name: my-endpoint, enforceConnectionSecrets: true}';
const listSecrets = 'Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action';

describe('a look before a release', () => {
  test('finds nothing where all is well, and says what nobody can know', () => {
    expect(find()).toEqual({
      faults: [],
      warnings: [],
      notChecked: ['whether anybody else in eastus has an endpoint named my-endpoint'],
    });
  });

  test('of an endpoint that is there has nothing to guess about its name', () => {
    expect(find({}, '', { endpoint: servingEndpoint }).notChecked).toEqual([]);
  });

  test.each<[string, Partial<Surroundings>, string?]>([
    ['endpoint-conflict', { sameNameIn: workspaceId.replace('flowferry-dev', 'other') }],
    ['too-many-deployments', { deployments: manyDeployments }],
    ['unknown-machine', { compute: { known: ['Standard_DS3_v3'] } }],
    ['no-quota', {}, 'deployment: {instanceCount: 20}'],
    ['missing-connection', { connections: { needed: ['open ai'], found: [] } }],
    [
      'unsupported-connection',
      { connections: { needed: ['c'], found: [{ name: 'c', category: 'OpenAI', authType: 'AAD' }] } },
    ],
    ['unsupported-network', { workspace: { ...workspace, network } }],
    ['image-not-allowed', { images: { registries: [], at: '2026-11-01T09:00:00.000Z' } }],
    ['missing-permission', { rights: rightsBut('Microsoft.MachineLearningServices/workspaces/*/write') }],
    ['missing-permission', { rights: rightsBut(listSecrets) }, enforcing],
    ['missing-permission', { rights: { ...rightsBut(), [identityId]: [] } }, byOwnIdentity],
  ])('finds %s', (slug, over, manifest = '') => {
    const identity = { principalId: 'pp', clientId: 'cc' };

    expect(slugs(over, manifest, { identity })).toEqual([slug]);
  });

  test('finds a timeout that only a flow may have', () => {
    const plan = planOf('deployment: {requestTimeoutSeconds: 300}');
    const container = { ...plan, model: { ...plan.model, properties: {} } };

    expect(preflight(plan, goodSurroundings()).faults).toEqual([]);
    expect(preflight(container, goodSurroundings()).faults).toMatchObject([
      { slug: 'invalid-manifest', place: { field: 'deployment.requestTimeoutSeconds' } },
    ]);
  });

  test('tells everything at once, and what the package gave reason to warn of', () => {
    const found = find({
      compute: { known: [] },
      connections: { needed: ['a', 'b'], found: [] },
      workspace: { ...workspace, network },
      packageWarnings: [{ message: 'langchain is not pinned' }],
    });

    expect(found.faults.map(({ slug }) => slug)).toEqual([
      'unknown-machine',
      'missing-connection',
      'missing-connection',
      'unsupported-network',
    ]);
    expect(found.warnings).toContainEqual({ message: 'langchain is not pinned' });
    expect(asOneFault(found.faults)).toMatchObject({
      slug: 'unknown-machine',
      message: expect.stringMatching(/^4 things stand against it\. \(1\) .* \(2\) .* \(3\) .* \(4\) /),
      remedy: expect.stringMatching(/^\(1\) .* \(4\) /),
      place: { file: 'deploy.yaml' },
    });
    expect(asOneFault(found.faults.slice(1))).not.toHaveProperty('place');
    expect(asOneFault(found.faults.slice(1, 2))).toEqual(found.faults[1]);
    expect(asOneFault([])).toBeUndefined();
  });

  test('asks neither for machines nor for room where the deployment is there already', () => {
    const deployments = [...manyDeployments.slice(1), deploymentNamed('f-abcdef0123')];

    expect(slugs({ compute: { known: [] }, deployments }, '', { endpoint: servingEndpoint, deployments })).toEqual([]);
  });
});

describe('the network of a workspace', () => {
  test.each([
    [{ isManaged: true, privateEndpoints: 2, publicAccess: false }, [], 0, 0],
    [{ isManaged: false, privateEndpoints: 0, publicAccess: false }, [], 0, 0],
    [{ isManaged: false, privateEndpoints: 1, publicAccess: true }, [], 1, 0],
    [network, ['unsupported-network'], 0, 0],
    [undefined, [], 0, 1],
  ])('that is %j', (given, faults, warnings, unknown) => {
    const { network: _, ...rest } = workspace;

    const found = find({ workspace: given ? { ...rest, network: given } : rest }, '', { endpoint: servingEndpoint });

    expect(found.faults.map(({ slug }) => slug)).toEqual(faults);
    expect(found.warnings).toHaveLength(warnings);
    expect(found.notChecked).toHaveLength(unknown);
  });
});

describe('what Flowferry may do itself', () => {
  test('is not checked where it may not be read, and no fault', () => {
    const found = find({ rights: {} }, enforcing);

    expect(found.faults).toEqual([]);
    expect(found.notChecked).toEqual([
      expect.stringContaining('an endpoint named my-endpoint'),
      expect.stringContaining('allowed to change endpoints'),
      expect.stringContaining('allowed to read connection secrets'),
      expect.stringContaining('may grant "Azure Machine Learning Workspace Connection Secrets Reader"'),
    ]);
  });

  test('asks for connection secrets only of whoever makes the endpoint', () => {
    expect(slugs({ rights: rightsBut(listSecrets) })).toEqual([]);
    expect(slugs({ rights: rightsBut(listSecrets) }, enforcing, { endpoint: servingEndpoint })).toEqual([]);
  });

  test('makes a release wait where a role is for an administrator to grant', () => {
    const found = find({ rights: rightsBut(roleAssignments) });

    expect(found.faults).toEqual([]);
    expect(found.warnings).toEqual([
      {
        message: expect.stringContaining('on workspaces/flowferry-dev: the release will wait for an administrator'),
      },
    ]);
  });

  test('says who will grant each role', () => {
    const plan = planOf();
    const by = (...asked: [Parameters<typeof plannedGrants>[1], Parameters<typeof plannedGrants>[2]]) =>
      plannedGrants(plan, ...asked).map((grant) => grant.by);

    expect(by([], rightsBut())).toEqual(['Flowferry']);
    expect(by([], rightsBut(roleAssignments))).toEqual(['an administrator']);
    expect(by([], {})).toEqual(['Flowferry, if it may']);
    expect(by(plan.roles, rightsBut(roleAssignments))).toEqual(['already there']);
  });

  test('is read where the plan changes something', () => {
    const identity = { principalId: 'pp', clientId: 'cc' };

    expect(scopesOf(planOf())).toEqual([workspaceId]);
    expect(scopesOf(planOf(byOwnIdentity, { identity }))).toEqual([workspaceId, identityId, '/storage/s']);
  });
});
