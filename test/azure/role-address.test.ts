import { expect, test } from 'vitest';
import { createRoles } from '../../azure/roles.ts';
import { scriptedArm } from './arm-fixture.ts';
import { azureError } from './scripted-http.ts';

const grant = {
  role: 'AcrPull',
  roleId: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  scope: '/subscriptions/s/resourceGroups/g',
  why: 'the container image is pulled',
};

test('a role is asked for at one address: no doubled slash, and the same name for the same grant', async () => {
  const { arm, sent } = scriptedArm(({ method }) =>
    method === 'GET' ? azureError(404, 'RoleAssignmentNotFound', 'not there') : { status: 201, body: {} },
  );
  const principalId = '11111111-1111-1111-1111-111111111111';

  await createRoles(arm).grant(principalId, grant, 'r1');
  await createRoles(arm).grant(principalId, { ...grant, scope: '/SUBSCRIPTIONS/s/resourcegroups/g' }, 'r2');

  const addresses = sent.map(({ url }) => url.toLowerCase());
  expect(new Set(addresses)).toEqual(
    new Set([
      'https://management.azure.com/subscriptions/s/resourcegroups/g/providers/microsoft.authorization/roleassignments/' +
        'd6efe4c3-b2b1-5849-ba3b-299b90daf350?api-version=2022-04-01',
    ]),
  );
});

test('a permission that an attached condition forbids is refused with the command too', async () => {
  const { arm } = scriptedArm(({ method }) =>
    method === 'GET'
      ? azureError(404, 'RoleAssignmentNotFound', 'not there')
      : azureError(403, 'AuthorizationFailed', 'The conditions on the role assignment of the caller are not met.'),
  );

  expect(await createRoles(arm).grant('p', grant, 'r1')).toMatchObject({
    kind: 'refused',
    fault: { slug: 'missing-permission', remedy: expect.stringContaining('az role assignment create') },
  });
});

test('a scope that is not there is refused', async () => {
  const { arm } = scriptedArm(() => azureError(404, 'ResourceNotFound', 'not there'));

  expect(await createRoles(arm).grant('p', grant, 'r1')).toMatchObject({
    kind: 'refused',
    fault: { slug: 'operation-failed', message: expect.stringContaining('/subscriptions/s/resourceGroups/g') },
  });
});

test('a role that cannot be granted now is worth another try', async () => {
  const { arm } = scriptedArm(() => ({ status: 503, headers: { 'retry-after-ms': '1' } }));

  await expect(createRoles(arm).grant('p', grant, 'r1')).rejects.toThrow('unavailable: could not grant the role');
});
