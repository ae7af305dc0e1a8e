import type { RoleGrant } from './roles.ts';

/** What an administrator needs to grant roles that Flowferry may not: nothing to look up, nothing to think out. */
export interface HandOff {
  readonly principalId: string;
  readonly roles: readonly RoleGrant[];
  /** One `az role assignment create` line for each role. */
  readonly commands: readonly string[];
  /** The same, as Bicep. */
  readonly bicep: string;
}

export const handOff = (principalId: string, roles: readonly RoleGrant[]): HandOff => ({
  principalId,
  roles,
  commands: roles.map((grant) => commandFor(principalId, grant)),
  bicep: roles.map((grant, index) => bicepFor(principalId, grant, index + 1)).join('\n'),
});

/** The kind of principal is said, because Azure would otherwise look up an identity that it may not know yet. */
const commandFor = (principalId: string, { roleId, scope }: RoleGrant) =>
  `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role ${roleId} --scope "${scope}"`;

/** Versions under which the resources that flows need can be named as existing ones. */
const apiVersions: Readonly<Record<string, string>> = {
  'microsoft.machinelearningservices/workspaces': '2024-10-01',
  'microsoft.storage/storageaccounts': '2023-05-01',
  'microsoft.containerregistry/registries': '2023-07-01',
  'microsoft.cognitiveservices/accounts': '2024-10-01',
  'microsoft.search/searchservices': '2023-11-01',
};

/** For a deployment in the resource group of the scope. Source: Bicep reference, Microsoft.Authorization/roleAssignments. */
function bicepFor(principalId: string, { role, roleId, scope, why }: RoleGrant, number: number): string {
  const [, type = '', name = ''] = /\/providers\/([^/]+\/[^/]+)\/([^/]+)$/.exec(scope) ?? [];
  const version = apiVersions[type.toLowerCase()] ?? '2024-10-01';
  return `// ${role}: ${why}
resource target${number} '${type}@${version}' existing = {
  name: '${name}'
}
resource role${number} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(target${number}.id, '${principalId}', '${roleId}')
  scope: target${number}
  properties: {
    principalId: '${principalId}'
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roleId}')
  }
}
`;
}
