import { describe, expect, test } from 'vitest';
import { callerOf, claimsOfPrincipal, holds, type Role, signInOf } from '../../domain/sign-in.ts';

const claims = { oid: 'o', tid: 't', roles: [] };

describe('a caller', () => {
  test.each([
    [{ preferred_username: 'ada@example.com', name: 'Ada' }, 'ada@example.com', 'person'],
    [{ name: 'Ada' }, 'Ada', 'person'],
    [{ idtyp: 'app', app_displayname: 'pipeline', azp: 'client' }, 'pipeline', 'app'],
    [{ idtyp: 'app', appid: 'client' }, 'client', 'app'],
    [{}, 'o', 'person'],
    [{ name: 'x'.repeat(500) }, 'x'.repeat(200), 'person'],
  ])('with %j is called %s', (told, name, kind) => {
    expect(callerOf({ ...claims, ...told })).toMatchObject({ id: 'o', name, kind });
  });

  test('has the roles of this app, and no other', () => {
    const roles = ['Flowferry.Approve', 'Read', 'flowferry.write', 'Other.Write', 'Flowferry.Everything'];

    expect(callerOf({ ...claims, roles }).roles).toEqual(['Approve']);
  });

  test.each<[Role[], Role[]]>([
    [[], []],
    [['Read'], ['Read']],
    [['Write'], ['Read', 'Write']],
    [['Approve'], ['Read', 'Approve']],
  ])('with the roles %j may do what %j may', (roles, may) => {
    const caller = { id: 'o', name: 'n', kind: 'person', roles } as const;

    expect((['Read', 'Write', 'Approve'] as const).filter((role) => holds(caller, role))).toEqual(may);
  });
});

describe('sign-in', () => {
  const tenant = { FLOWFERRY_TENANT: 't' };
  const emulated = { FLOWFERRY_EMULATOR: 'http://127.0.0.1:1' };

  test.each([
    [{ ...tenant, FLOWFERRY_AUDIENCE: ['a'] }, 'entra'],
    [{ ...tenant, FLOWFERRY_AUDIENCE: ['a'], ...emulated }, 'entra'],
    [{ FLOWFERRY_AUDIENCE: [], ...emulated }, 'local'],
    [{ FLOWFERRY_AUDIENCE: [] }, 'none'],
    [{ ...tenant, FLOWFERRY_AUDIENCE: [], ...emulated }, 'none'],
    [{ FLOWFERRY_AUDIENCE: ['a'], ...emulated }, 'none'],
    [{ FLOWFERRY_AUDIENCE: ['a'] }, 'none'],
  ])('with %j is %s', (settings, how) => {
    expect(signInOf(settings)).toBe(how);
  });

  test('by App Service tells the same claims under other names', () => {
    const principal = {
      auth_typ: 'aad',
      claims: [
        { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: 'o' },
        { typ: 'http://schemas.microsoft.com/identity/claims/tenantid', val: 't' },
        { typ: 'roles', val: 'Flowferry.Read' },
        { typ: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role', val: 'Flowferry.Write' },
        { typ: 'name', val: 'Ada' },
      ],
    };

    expect(claimsOfPrincipal(principal)).toMatchObject({
      oid: 'o',
      tid: 't',
      name: 'Ada',
      roles: ['Flowferry.Read', 'Flowferry.Write'],
    });
  });

  test.each([undefined, null, 'text', {}, { auth_typ: 'google', claims: [] }, { auth_typ: 'aad', claims: [] }])(
    'by App Service says nothing in %j',
    (principal) => {
      expect(claimsOfPrincipal(principal)).toBeUndefined();
    },
  );
});
