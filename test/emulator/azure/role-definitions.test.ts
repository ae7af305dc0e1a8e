import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { hasRight } from '../../../emulator/azure/authorization/access.ts';
import { roles } from '../../../emulator/azure/authorization/roles.ts';
import { subscriptionId } from '../../support/azure-client.ts';
import { azureOfEachTest } from '../../support/emulated-azure.ts';

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
describe('role definitions', () => {
  test('are found by name and by id', async () => {
    const found = [];
    const filter = "roleName eq 'AcrPull'";
    for await (const each of started.authorization.roleDefinitions.list(scope, { filter })) found.push(each.name);
    const acrPull = await started.authorization.roleDefinitions.get(scope, roles.acrPull.guid);

    expect(found).toEqual([roles.acrPull.guid]);
    expect(acrPull.roleName).toBe('AcrPull');
  });

  test('may be somebody’s own: made, changed, listed, and deleted when nobody has them (Custom roles)', async () => {
    const { roleDefinitions, roleAssignments } = started.authorization;
    const name = randomUUID();
    const put = (actions: string[]) =>
      roleDefinitions.createOrUpdate(scope, name, {
        ...{
          roleName: 'Flow Deployer',
          roleType: 'CustomRole',
          assignableScopes: [`/${scope}`],
          permissions: [{ actions }],
        },
      });
    await put(['*/read']);
    const changed = await put(['Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action']);
    const assignment = await roleAssignments.create(scope, randomUUID(), {
      ...{ principalId: someone, principalType: 'ServicePrincipal' as const },
      roleDefinitionId: definition(name),
    });
    started.clock.advance(600_000);

    expect(changed).toMatchObject({ roleType: 'CustomRole', assignableScopes: [`/${scope}`] });
    expect(hasRight(started.azure.cloud, someone, 'readConnectionSecrets', started.azure.workspace.id)).toBe(true);
    await expect(roleDefinitions.delete(scope, name)).rejects.toMatchObject({ code: 'RoleDefinitionHasAssignments' });
    await roleAssignments.delete(scope, assignment.name ?? '');
    await roleDefinitions.delete(scope, name);
    await expect(roleDefinitions.get(scope, name)).rejects.toMatchObject({ code: 'RoleDefinitionDoesNotExist' });
  });

  test.each([
    ['without a name', { roleName: '' }, 'BadRequestFormat'],
    ['without a scope', { assignableScopes: [] }, 'BadRequestFormat'],
    ['of a name that there is (Troubleshoot Azure RBAC)', { roleName: 'Reader' }, 'RoleDefinitionWithSameNameExists'],
  ])('are refused %s', async (_, wrong, code) => {
    const definition = {
      roleName: 'Own',
      assignableScopes: [`/${scope}`],
      permissions: [{ actions: ['*/read'] }],
      ...wrong,
    };

    await expect(
      started.authorization.roleDefinitions.createOrUpdate(scope, randomUUID(), definition),
    ).rejects.toMatchObject({ code });
  });
});
