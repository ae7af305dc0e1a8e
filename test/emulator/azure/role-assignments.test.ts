import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { hasRight } from '../../../emulator/azure/authorization/access.ts';
import { roles } from '../../../emulator/azure/authorization/roles.ts';
import { ask, resourceGroup, subscriptionId, workspaceName } from '../../support/azure-client.ts';
import { azureOfEachTest, systemAssigned, untilSettled } from '../../support/emulated-azure.ts';

const started = azureOfEachTest();
let scope: string;
beforeEach(async () => {
  scope = started.azure.workspace.id.slice(1);
  const principal = { principalId: someone, displayName: 'someone', visibleAt: 0 };
  started.azure.cloud.principals.set(someone, principal);
});

const someone = '00000000-0000-0000-0000-00000000cafe';
const definition = (guid: string) =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const body = {
  roleDefinitionId: definition(roles.connectionSecretsReader.guid),
  principalId: someone,
  principalType: 'ServicePrincipal' as const,
};

describe('role assignments (Authorization REST reference, 2022-04-01)', () => {
  test('are made with 201, and made again with 200', async () => {
    const path = `/${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
    const put = () =>
      ask(started.azure.url, { method: 'PUT', path, apiVersion: '2022-04-01', body: { properties: body } });

    const [first, second] = [await put(), await put()];

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.properties.roleDefinitionId).toBe(
      `/providers/Microsoft.Authorization/roleDefinitions/${roles.connectionSecretsReader.guid}`,
    );
  });

  test('take another description under their name, and work on as they did ("Create or update a role assignment")', async () => {
    const name = randomUUID();
    const put = async (more: object) => {
      started.clock.advance(600_000);
      return await started.authorization.roleAssignments.create(scope, name, { ...body, ...more });
    };
    const first = await put({ description: 'by hand' });
    started.clock.advance(600_000);

    const changed = await put({ description: 'for a release' });
    const bare = await put({});

    expect([first, changed, bare].map(({ description }) => description)).toEqual([
      'by hand',
      'for a release',
      undefined,
    ]);
    expect(changed.createdOn).toEqual(first.createdOn);
    expect(changed.updatedOn?.getTime()).toBeGreaterThan(first.updatedOn?.getTime() ?? 0);
    expect((await started.authorization.roleAssignments.get(scope, name)).description).toBeUndefined();
    expect(hasRight(started.azure.cloud, someone, 'readConnectionSecrets', started.azure.workspace.id)).toBe(true);
  });

  test('tolerate a scope that begins with a slash', async () => {
    const made = await started.authorization.roleAssignments.create(`/${scope}`, randomUUID(), body);

    expect(made.scope).toBe(`/${scope}`);
    expect(started.azure.requests.all().at(-1)?.path).not.toContain('//');
  });

  test('under another name are there already: 409 RoleAssignmentExists', async () => {
    await started.authorization.roleAssignments.create(scope, randomUUID(), body);

    const again = started.authorization.roleAssignments.create(scope, randomUUID(), body);

    await expect(again).rejects.toMatchObject({ statusCode: 409, code: 'RoleAssignmentExists' });
  });

  test('do not change: RoleAssignmentUpdateNotPermitted (Troubleshoot Azure RBAC)', async () => {
    const name = randomUUID();
    await started.authorization.roleAssignments.create(scope, name, body);
    started.azure.cloud.principals.set('other', { principalId: 'other', displayName: '', visibleAt: 0 });

    const changed = started.authorization.roleAssignments.create(scope, name, { ...body, principalId: 'other' });

    await expect(changed).rejects.toMatchObject({ code: 'RoleAssignmentUpdateNotPermitted' });
  });

  test.each([
    ['a name that is no GUID', 'reader', body, 'InvalidRoleAssignmentId'],
    ['no principal', randomUUID(), { ...body, principalId: '' }, 'BadRequestFormat'],
    [
      'a role that there is not',
      randomUUID(),
      { ...body, roleDefinitionId: definition(randomUUID()) },
      'RoleDefinitionDoesNotExist',
    ],
    ['a principal that there is not', randomUUID(), { ...body, principalId: randomUUID() }, 'PrincipalNotFound'],
  ])('are refused for %s (Troubleshoot Azure RBAC)', async (_, name, wanted, code) => {
    const made = started.authorization.roleAssignments.create(scope, name, wanted);

    await expect(made).rejects.toMatchObject({ code });
  });

  test('find a new identity only after some seconds: PrincipalNotFound (Troubleshoot Azure RBAC, new principals)', async () => {
    const endpoint = { location: 'eastus', identity: systemAssigned, properties: { authMode: 'Key' } };
    const { onlineEndpoints } = started.machineLearning;
    await onlineEndpoints.beginCreateOrUpdate(resourceGroup, workspaceName, 'echo', endpoint);
    await untilSettled(started);
    const { identity } = await onlineEndpoints.get(resourceGroup, workspaceName, 'echo');
    const create = () =>
      started.authorization.roleAssignments.create(scope, randomUUID(), {
        ...body,
        principalId: identity?.principalId ?? '',
      });

    await expect(create()).rejects.toMatchObject({ code: 'PrincipalNotFound' });
    started.clock.advance(30_000);

    expect((await create()).principalId).toBe(identity?.principalId);
  });

  test.each([
    ['by principal', `principalId eq '${someone}'`, 2],
    ['by principal and groups', `assignedTo('${someone}')`, 2],
    ['at the scope', 'atScope()', 2],
  ])('are listed %s', async (_, filter, count) => {
    await started.authorization.roleAssignments.create(scope, randomUUID(), body);
    const below = `${scope}/onlineEndpoints/echo`;
    await started.authorization.roleAssignments.create(below, randomUUID(), body);

    const found = [];
    for await (const each of started.authorization.roleAssignments.listForScope(scope, { filter })) found.push(each);

    expect(found).toHaveLength(count);
  });

  test('are deleted once, and deleting the absent is fine', async () => {
    const name = randomUUID();
    await started.authorization.roleAssignments.create(scope, name, body);

    const deleted = await started.authorization.roleAssignments.delete(scope, name);
    const again = await started.authorization.roleAssignments.delete(scope, name);

    expect(deleted.principalId).toBe(someone);
    expect(again).not.toHaveProperty('principalId', someone);
    await expect(started.authorization.roleAssignments.get(scope, name)).rejects.toMatchObject({
      code: 'RoleAssignmentNotFound',
    });
  });

  test('work after a while, and later with the fault slow-role-assignment (Azure RBAC: up to 10 minutes and more)', async () => {
    const works = () => hasRight(started.azure.cloud, someone, 'readConnectionSecrets', started.azure.workspace.id);
    const minutesUntilItWorks = async () => {
      await started.authorization.roleAssignments.create(scope, randomUUID(), body);
      const begun = started.clock.now();
      while (!works()) started.clock.advance(10_000);
      for (const { id } of started.azure.cloud.roleAssignments.values()) started.azure.cloud.roleAssignments.delete(id);
      return (started.clock.now() - begun) / 60_000;
    };

    const usual = await minutesUntilItWorks();
    started.azure.cloud.faults.add({ name: 'slow-role-assignment', count: 1 });
    const slow = await minutesUntilItWorks();

    expect(usual).toBeGreaterThan(0);
    expect(usual).toBeLessThan(5);
    expect(slow).toBeGreaterThanOrEqual(16);
  });

  test('count on their scope and below it, and nowhere else', async () => {
    await started.authorization.roleAssignments.create(scope, randomUUID(), body);
    started.clock.advance(600_000);
    const { cloud, workspace } = started.azure;
    const mayRead = (where: string) => hasRight(cloud, someone, 'readConnectionSecrets', where);

    expect(mayRead(workspace.id.toUpperCase())).toBe(true);
    expect(mayRead(`${workspace.id}/onlineEndpoints/echo`)).toBe(true);
    expect(mayRead(`${workspace.id}-two`)).toBe(false);
    expect(mayRead(`/subscriptions/${subscriptionId}`)).toBe(false);
  });
});
