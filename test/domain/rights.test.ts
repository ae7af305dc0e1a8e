import { describe, expect, test } from 'vitest';
import { allows, type Permission } from '../../domain/rights.ts';

const role = (actions: string[], notActions: string[] = []): Permission => ({ actions, notActions });
const ml = 'Microsoft.MachineLearningServices/workspaces';

describe('rights', () => {
  test.each<[string, Permission[], string, boolean]>([
    ['everything', [role(['*'])], `${ml}/onlineEndpoints/write`, true],
    ['nothing', [], `${ml}/onlineEndpoints/write`, false],
    ['the very action', [role([`${ml}/onlineEndpoints/write`])], `${ml}/onlineEndpoints/write`, true],
    ['the action in other letters', [role([`${ml}/ONLINEendpoints/write`])], `${ml}/onlineEndpoints/write`, true],
    ['all below', [role([`${ml}/*/write`])], `${ml}/onlineEndpoints/deployments/write`, true],
    ['nothing between', [role([`${ml}/*/write`])], `${ml}/write`, true],
    ['another verb', [role([`${ml}/*/read`])], `${ml}/onlineEndpoints/write`, false],
    ['a longer action', [role([`${ml}/onlineEndpoints/write`])], `${ml}/onlineEndpoints/writeAll`, false],
    ['a dot is a dot', [role(['MicrosoftXMachineLearningServices/*'])], `${ml}/write`, false],
    [
      'all but',
      [role(['*'], ['Microsoft.Authorization/*/write'])],
      'Microsoft.Authorization/roleAssignments/write',
      false,
    ],
    [
      'what another role gives',
      [role(['*'], ['Microsoft.Authorization/*/write']), role(['Microsoft.Authorization/roleAssignments/write'])],
      'Microsoft.Authorization/roleAssignments/write',
      true,
    ],
    [
      'to assign an identity',
      [role(['Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action'])],
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
      true,
    ],
  ])('to %s', (_, rights, action, expected) => {
    expect(allows(rights, action)).toBe(expected);
  });
});
