import { describe, expect, test } from 'vitest';
import type { RoleGrant } from '../../domain/roles.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { readyEndpoint } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

const secretsReader = (): RoleGrant => ({
  role: 'Azure Machine Learning Workspace Connection Secrets Reader',
  roleId: 'ea01e6af-a1c1-4350-9563-ad00f8c72ec5',
  scope: emulated().workspaceId,
  why: 'the flow reads connections when it starts',
});

/** The identity of an endpoint that everybody in the directory knows by now. */
async function newPrincipal(): Promise<string> {
  const { world, azure, workspaceId } = emulated();
  const endpoint = await readyEndpoint(world, workspaceId);
  const principalId = (await world.endpoints.get(endpoint))?.identity.principalId ?? '';
  await until(
    () => Promise.resolve(azure.cloud.principals.get(principalId)?.visibleAt ?? Number.POSITIVE_INFINITY),
    (visibleAt) => visibleAt <= azure.cloud.clock.now(),
  );
  return principalId;
}

const assignmentsOf = (principalId: string) =>
  emulated()
    .azure.cloud.roleAssignments.values()
    .filter(({ properties }) => properties.principalId === principalId)
    .filter(({ properties }) => properties.roleDefinitionId.endsWith(secretsReader().roleId));

const created = { kind: 'done', value: { created: true } };
const kept = { kind: 'done', value: { created: false } };

describe('a role', () => {
  test('is granted to the principal, and says which release did it', async () => {
    const { world, listen } = emulated();
    const principalId = await newPrincipal();
    const heard = listen();

    expect(await world.roles.grant(principalId, secretsReader(), 'r1')).toEqual(created);

    const put = heard().find(({ method }) => method === 'PUT');
    expect(put).toMatchObject({ apiVersion: '2022-04-01', scope: 'https://management.azure.com/.default' });
    expect(put?.path.startsWith(`${emulated().workspaceId}/providers/Microsoft.Authorization/`)).toBe(true);
    expect(put?.body).toEqual({
      properties: {
        roleDefinitionId:
          '/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/ea01e6af-a1c1-4350-9563-ad00f8c72ec5',
        principalId,
        principalType: 'ServicePrincipal',
        description: 'flowferry release r1',
      },
    });
  });

  test('granted again by the same release is its own still, and by another one is only kept', async () => {
    const { world } = emulated();
    const principalId = await newPrincipal();
    await world.roles.grant(principalId, secretsReader(), 'r1');

    expect(await world.roles.grant(principalId, secretsReader(), 'r1')).toEqual(created);
    const shouted = { ...secretsReader(), scope: secretsReader().scope.replace('subscriptions', 'Subscriptions') };
    expect(await world.roles.grant(principalId, shouted, 'r10')).toEqual(kept);

    expect(assignmentsOf(principalId).map(({ properties }) => properties.description)).toEqual([
      'flowferry release r1',
    ]);
  });

  test('whose grant’s answer is lost is granted once, and known as the release’s own', async () => {
    const { world, azure } = emulated();
    const principalId = await newPrincipal();
    azure.cloud.faults.add({ name: 'lost-answer', target: 'PUT .*/roleAssignments/', count: 1 });

    expect(await world.roles.grant(principalId, secretsReader(), 'r1')).toEqual(created);
    expect(assignmentsOf(principalId)).toHaveLength(1);
  });

  test('that somebody else granted under another name is kept', async () => {
    const { world, azure, workspaceId } = emulated();
    const principalId = await newPrincipal();
    const name = '11111111-1111-4111-8111-111111111111';
    await fetch(
      `${azure.url}${workspaceId}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
      {
        method: 'PUT',
        headers: {
          'x-forwarded-host': 'management.azure.com',
          authorization: 'Bearer tok:https://management.azure.com/.default',
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          properties: {
            principalId,
            principalType: 'ServicePrincipal',
            roleDefinitionId: `${workspaceId}/providers/Microsoft.Authorization/roleDefinitions/${secretsReader().roleId}`,
          },
        }),
      },
    );

    expect(await world.roles.grant(principalId, secretsReader(), 'r1')).toEqual(kept);
    expect(await world.roles.revoke(principalId, secretsReader(), 'r1')).toBe(false);
    expect(assignmentsOf(principalId)).toHaveLength(1);
  });

  test('for an identity that is not known everywhere yet is worth another try', async () => {
    const { world } = emulated();
    const unknown = '22222222-2222-4222-8222-222222222222';

    await expect(world.roles.grant(unknown, secretsReader(), 'r1')).rejects.toThrow('principal-not-found: ');
  });

  test('that the app may not grant is refused with what an administrator runs', async () => {
    const { world, azure, workspaceId } = emulated();
    const principalId = await newPrincipal();
    azure.cloud.faults.add({ name: 'forbidden', target: 'PUT .*/roleAssignments/', count: 1 });

    expect(await world.roles.grant(principalId, secretsReader(), 'r1')).toMatchObject({
      kind: 'refused',
      fault: {
        slug: 'missing-permission',
        remedy: expect.stringContaining(
          `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal ` +
            `--role ea01e6af-a1c1-4350-9563-ad00f8c72ec5 --scope ${workspaceId}`,
        ),
      },
    });
  });

  test('is taken back only by the release that granted it', async () => {
    const { world } = emulated();
    const principalId = await newPrincipal();
    await world.roles.grant(principalId, secretsReader(), 'r1');

    expect(await world.roles.revoke(principalId, secretsReader(), 'r')).toBe(false);
    expect(await world.roles.revoke(principalId, secretsReader(), 'r12')).toBe(false);
    expect(assignmentsOf(principalId)).toHaveLength(1);

    expect(await world.roles.revoke(principalId, secretsReader(), 'r1')).toBe(true);
    expect(await world.roles.revoke(principalId, secretsReader(), 'r1')).toBe(false);
    expect(assignmentsOf(principalId)).toEqual([]);
  });
});
