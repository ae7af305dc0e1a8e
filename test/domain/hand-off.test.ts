import { expect, test } from 'vitest';
import { handOff } from '../../domain/hand-off.ts';
import { workspaceId } from '../support/workspace-id.ts';

const grants = [
  { role: 'Connection Secrets Reader', roleId: 'ea01', scope: workspaceId, why: 'the flow reads connections' },
  {
    role: 'Odd Role',
    roleId: '0dd0',
    scope: '/subscriptions/s/resourceGroups/g/providers/Contoso.Odd/things/one',
    why: 'w',
  },
];

test('a hand-off is what an administrator can run as it is', () => {
  const { commands, bicep } = handOff('pppp', grants);

  expect(commands).toEqual(
    grants.map(
      ({ roleId, scope }) =>
        `az role assignment create --assignee-object-id pppp --assignee-principal-type ServicePrincipal --role ${roleId} --scope "${scope}"`,
    ),
  );
  expect(bicep).toContain(
    "resource target1 'Microsoft.MachineLearningServices/workspaces@2024-10-01' existing = {\n  name: 'flowferry-dev'",
  );
  expect(bicep).toContain("resource target2 'Contoso.Odd/things@");
  expect(bicep.match(/principalId: 'pppp'/g)).toHaveLength(2);
});
