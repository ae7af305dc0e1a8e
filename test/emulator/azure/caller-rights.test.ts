import { EventGridPublisherClient } from '@azure/eventgrid';
import { beforeEach, describe, expect, test } from 'vitest';
import { ask, azureClients, credentialOf, emulated } from '../../support/azure-client.ts';
import { askControl } from '../../support/control-api.ts';
import { azureOfEachTest, createEndpoint } from '../../support/emulated-azure.ts';
import {
  endpointBody,
  group,
  locations,
  questions,
  someone,
  storage,
  subscription,
  workspace,
} from './caller-questions.ts';

const started = azureOfEachTest();
beforeEach(async () => {
  await createEndpoint(started);
  await control('PUT', '/callers', { areChecked: true });
});

const control = (method: string, path: string, body: object) =>
  askControl(started.azure.controlUrl, method, path, body);

const grant = (role: string, scope: string, more: object = {}) =>
  control('POST', '/roles', { principalId: someone, role, scope, ...more });

/** Asks as somebody who has the roles that were granted, and no other. */
const asSomeone = (
  method: string,
  path: string,
  given: { body?: unknown; host?: string; version?: string | null } = {},
) =>
  ask(started.azure.url, {
    ...{ method, path, token: `tok:${audienceOf(given.host)}#${someone}` },
    ...(given.body !== undefined && { body: given.body }),
    ...(given.host !== undefined && { host: given.host }),
    ...(given.version !== undefined && { apiVersion: given.version }),
  });

function audienceOf(host = ''): string {
  if (host.endsWith('metrics.monitor.azure.com')) return 'https://metrics.monitor.azure.com/.default';
  return host === 'api.loganalytics.io'
    ? 'https://api.loganalytics.io/.default'
    : 'https://management.azure.com/.default';
}

const permissionsOf = (scope: string) =>
  asSomeone('GET', `${scope}/providers/Microsoft.Authorization/permissions`, { version: '2022-04-01' });

describe('what a caller may do (Authorization REST reference: Permissions)', () => {
  test('is everything as long as callers are not checked', async () => {
    await control('PUT', '/callers', { areChecked: false });

    const { body } = await permissionsOf(workspace);

    expect(body.value).toEqual([{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }]);
  });

  test('is what the roles on the scope and above allow, by now', async () => {
    await grant('Reader', subscription);
    await grant('AzureML Data Scientist', workspace);
    await grant('Owner', workspace, { afterSeconds: 60 });

    const [here, elsewhere] = [await permissionsOf(workspace), await permissionsOf(storage)];

    expect(here.body.value.map(({ actions }: { actions: string[] }) => actions[0])).toEqual([
      '*/read',
      'Microsoft.MachineLearningServices/workspaces/*/read',
    ]);
    expect(here.body.value[1].notActions).toContain('Microsoft.MachineLearningServices/workspaces/computes/*/write');
    expect(elsewhere.body.value).toHaveLength(1);
  });

  test('may not be asked without a right to: AuthorizationFailed (Troubleshoot Azure RBAC)', async () => {
    await grant('AzureML Data Scientist', workspace);

    const { status, body } = await permissionsOf(workspace);

    expect(status).toBe(403);
    expect(body.error).toEqual({
      code: 'AuthorizationFailed',
      message:
        `The client '${someone}' with object id '${someone}' does not have authorization to perform action ` +
        `'Microsoft.Authorization/permissions/read' over scope '${workspace}' or the scope is invalid. ` +
        'If access was recently granted, please refresh your credentials.',
    });
  });
});

describe('a caller whose rights are checked (Understand Azure role definitions; Azure permissions)', () => {
  const cases = Object.entries(questions).flatMap(([what, { by, notBy, ...asked }]) => [
    ...by.map(([role, scope]) => ({ what, role, scope, asked, isAllowed: true })),
    ...notBy.map(([role, scope]) => ({ what, role, scope, asked, isAllowed: false })),
  ]);

  test.each(cases)('$what: $role on $scope, allowed: $isAllowed', async ({ role, scope, asked, isAllowed }) => {
    await grant(role, scope);

    const { status, body } = await asSomeone(asked.method, asked.path, asked);

    expect(/AuthorizationFailed|InsufficientAccessError/.test(JSON.stringify(body))).toBe(!isAllowed);
    expect(status === 403).toBe(!isAllowed);
  });

  test('is not stopped from asking how an operation goes on', async () => {
    await grant('AzureML Data Scientist', workspace);
    const put = await asSomeone('PUT', `${workspace}/onlineEndpoints/another`, { body: endpointBody });
    const { pathname } = new URL(put.headers.get('azure-asyncoperation') ?? '');

    expect((await asSomeone('GET', pathname)).status).toBe(200);
  });

  test('attaches an identity only with a right on it: LinkedAuthorizationFailed', async () => {
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows`;
    await control('POST', '/identities', { id });
    await grant('AzureML Data Scientist', workspace);
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } };
    const put = () => asSomeone('PUT', `${workspace}/onlineEndpoints/another`, { body: { ...endpointBody, identity } });

    const refused = await put();
    await grant('Managed Identity Operator', id);
    const made = await put();

    expect(refused.status).toBe(403);
    expect(refused.body.error.code).toBe('LinkedAuthorizationFailed');
    expect(refused.body.error.message).toContain("'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'");
    expect(made.status).toBe(201);
  });

  test('reads and writes blobs with a role on the data: AuthorizationPermissionMismatch (Blob service REST reference)', async () => {
    const blobs = azureClients(started.azure.url, someone).blobs('flowferrydevstore');
    const name = String(started.azure.cloud.datastores.values()[0]?.properties['containerName']);
    const write = () => blobs.getContainerClient(name).getBlockBlobClient('x').upload('x', 1);
    const mismatch = { statusCode: 403, code: 'AuthorizationPermissionMismatch' };

    await grant('Owner', subscription);
    await expect(write()).rejects.toMatchObject(mismatch);
    await grant('Storage Blob Data Reader', storage);
    await expect(write()).rejects.toMatchObject(mismatch);
    await grant('Storage Blob Data Contributor', storage);
    await write();
  });

  test('publishes events with a role on the topic (public report: 401, no permission to send data)', async () => {
    const [topic] = (await askControl(started.azure.controlUrl, 'GET', '/topics')).body;
    const options = { httpClient: emulated(started.azure.url), retryOptions: { maxRetries: 0 } };
    const client = new EventGridPublisherClient(topic.endpoint, 'CloudEvent', credentialOf(someone), options);
    const send = () => client.send([{ type: 'a', source: '/b', data: {} }]);

    await expect(send()).rejects.toMatchObject({
      ...{ statusCode: 401, message: expect.stringContaining(`does not have permission to send data to ${topic.id}`) },
    });
    await grant('EventGrid Data Sender', topic.id);
    await send();
  });

  test('is the deployer when the token names nobody', async () => {
    const read = await ask(started.azure.url, { path: workspace });
    const usages = await ask(started.azure.url, { path: `${locations}/usages` });

    expect([read.status, usages.status]).toEqual([200, 403]);
  });
});
