import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allows } from '../../../emulator/azure/authorization/permissions.ts';
import { type Permission, roles } from '../../../emulator/azure/authorization/roles.ts';

const permission = (given: Partial<Permission>): Permission => ({
  ...{ actions: [], notActions: [], dataActions: [], notDataActions: [] },
  ...given,
});

describe('a role allows (Understand Azure role definitions)', () => {
  test.each([
    ['everything of a provider', 'Microsoft.Network/*', 'Microsoft.Network/virtualNetworks/read', true],
    ['but of no other', 'Microsoft.Network/*', 'Microsoft.NetworkCloud/clusters/read', false],
    ['whatever the case', 'microsoft.network/*', 'Microsoft.Network/virtualNetworks/READ', true],
    ['reading, of every type', '*/read', 'Microsoft.Network/virtualNetworks/subnets/read', true],
    ['but not writing', '*/read', 'Microsoft.Network/virtualNetworks/write', false],
    ['what lies between', 'Microsoft.A/b/*/read', 'Microsoft.A/b/c/d/read', true],
    ['also where nothing lies between', 'Microsoft.A/b/*/read', 'Microsoft.A/b/read', true],
    ['but not what only begins alike', 'Microsoft.A/b/*/read', 'Microsoft.A/bc/read', false],
    ['a word as it is written', 'Microsoft.A/b/read', 'MicrosoftXA/b/read', false],
  ])('%s', (_, pattern, action, isAllowed) => {
    expect(allows([permission({ actions: [pattern] })], { action })).toBe(isAllowed);
    expect(allows([permission({ actions: ['*'], notActions: [pattern] })], { action })).toBe(!isAllowed);
  });

  test('by its actions what is done to resources, and by its data actions what is done to data', () => {
    const action = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';

    expect(allows([roles.owner], { action })).toBe(true);
    expect(allows([roles.owner], { action, isOfData: true })).toBe(false);
    expect(allows([roles.blobDataReader], { action, isOfData: true })).toBe(true);
  });

  test('what another role does not: a not-action is no denial', () => {
    const action = 'Microsoft.Authorization/roleAssignments/write';

    expect(allows([roles.contributor], { action })).toBe(false);
    expect(allows([roles.contributor, roles.accessControlAdministrator], { action })).toBe(true);
  });

  test('never less when a role is added', () => {
    const some = fc.constantFrom(...Object.values(roles));
    const actions = fc.constantFrom(
      'Microsoft.MachineLearningServices/workspaces/read',
      'Microsoft.A/b/write',
      'a/b/c',
    );
    fc.assert(
      fc.property(fc.array(some), some, actions, fc.boolean(), (held, more, action, isOfData) => {
        if (allows(held, { action, isOfData })) expect(allows([...held, more], { action, isOfData })).toBe(true);
      }),
    );
  });
});
