import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, azureError, type JsonObject, textAt } from '../exchange.ts';
import { roleWith } from './permissions.ts';
import { roleGuidOf } from './roles.ts';

export interface WantedAssignment {
  readonly scope: string;
  readonly name: string;
  readonly properties: JsonObject;
}

const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Refuses a role assignment as the service does (Troubleshoot Azure RBAC); undefined when it may be made. */
export function refuseAssignment(cloud: Cloud, { scope, name, properties }: WantedAssignment): AzureAnswer | undefined {
  const roleId = textAt(properties, 'roleDefinitionId');
  const principalId = textAt(properties, 'principalId');
  if (!guid.test(name)) {
    return azureError(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. It must be a GUID.`,
    );
  }
  if (!roleId || !principalId) {
    return azureError(400, 'BadRequestFormat', 'The request was incorrectly formatted.');
  }
  if (!roleWith(cloud, roleGuidOf(roleId)) || !roleId.includes('/')) {
    const message = `The specified role definition with ID '${roleGuidOf(roleId)}' does not exist.`;
    return azureError(404, 'RoleDefinitionDoesNotExist', message);
  }
  return (
    refuseOther(cloud, { scope, name, roleId, principalId }) ??
    refusePrincipal(cloud, principalId, textAt(properties, 'principalType'))
  );
}

interface NamedAssignment {
  readonly scope: string;
  readonly name: string;
  readonly roleId: string;
  readonly principalId: string;
}

function refuseOther(cloud: Cloud, wanted: NamedAssignment): AzureAnswer | undefined {
  const key = (scope: string, principalId: string, roleId: string) =>
    `${scope}|${principalId}|${roleGuidOf(roleId)}`.toLowerCase();
  const wantedKey = key(wanted.scope, wanted.principalId, wanted.roleId);
  const all = cloud.roleAssignments.values();
  const keyOf = (each: (typeof all)[number]) =>
    key(each.properties.scope, each.properties.principalId, each.properties.roleDefinitionId);
  const sameName = all.find((each) => each.name.toLowerCase() === wanted.name.toLowerCase());
  if (sameName && keyOf(sameName) !== wantedKey) {
    return azureError(
      400,
      'RoleAssignmentUpdateNotPermitted',
      'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
    );
  }
  if (!sameName && all.some((each) => keyOf(each) === wantedKey)) {
    return azureError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  }
  return undefined;
}

function refusePrincipal(cloud: Cloud, principalId: string, type: string | undefined): AzureAnswer | undefined {
  const principal = cloud.principals.get(principalId);
  if (principal && principal.visibleAt <= cloud.clock.now()) return undefined;
  const hint =
    type === 'ServicePrincipal'
      ? 'Check that you have the correct principal ID. If you are creating this principal and then immediately assigning ' +
        'a role, this error might be related to a replication delay. In this case, set the role assignment principalType ' +
        'property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype'
      : 'Check that you have the correct principal ID.';
  const message = `Principal ${principalId.replaceAll('-', '')} does not exist in the directory. ${hint}`;
  return azureError(400, 'PrincipalNotFound', message);
}
