import { randomUUID } from 'node:crypto';
import { type Cloud, isoNow } from '../cloud.ts';
import { durationFor } from '../random.ts';
import type { OnlineEndpoint, RoleAssignment, Workspace } from '../resources.ts';
import { type BuiltInRole, type Right, rights, roleGuidOf, roles } from './roles.ts';

const minuteInMs = 60_000;

/** Has this principal the right on this scope by now? A role counts on its scope and everything below, once it took effect. */
export function hasRight(cloud: Cloud, principalId: string | undefined, right: Right, scope: string): boolean {
  if (principalId === undefined) return false;
  const sufficient: readonly string[] = rights[right].map((role) => role.guid);
  return assignmentsOf(cloud, principalId).some(
    (each) =>
      sufficient.includes(roleGuidOf(each.properties.roleDefinitionId)) &&
      isWithin(scope, each.properties.scope) &&
      each.effectiveAt <= cloud.clock.now(),
  );
}

export const assignmentsOf = (cloud: Cloud, principalId: string): RoleAssignment[] =>
  cloud.roleAssignments
    .values()
    .filter((each) => each.properties.principalId.toLowerCase() === principalId.toLowerCase());

/** Is the first scope the second one, or below it? */
export function isWithin(scope: string, above: string): boolean {
  const [inner, outer] = [scope, above].map((each) => `/${each.toLowerCase().replace(/^\/+|\/+$/g, '')}/`);
  return inner !== undefined && outer !== undefined && (outer === '//' || inner.startsWith(outer));
}

/**
 * How long a new role takes to work: some minutes, and sometimes more than a quarter of an hour (Learn article, "Grant
 * permissions to the endpoint"); the fault `slow-role-assignment` makes it so.
 */
export function propagationInMs(cloud: Cloud, name: string): number {
  const slow = cloud.faults.strike('slow-role-assignment', name);
  if (slow) return (slow.seconds ?? 16 * 60) * 1000;
  return durationFor(cloud.seed, name, [minuteInMs / 2, 3 * minuteInMs]);
}

/** Grants a role without asking anyone. */
export function grant(cloud: Cloud, role: BuiltInRole, principalId: string, scope: string, effectiveAt?: number): void {
  const name = randomUUID();
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  cloud.roleAssignments.set(id, {
    id,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: roleDefinitionId(scope, role.guid),
      principalId,
      principalType: 'ServicePrincipal',
      scope,
      createdOn: isoNow(cloud),
    },
    effectiveAt: effectiveAt ?? cloud.clock.now(),
  });
}

export function roleDefinitionId(scope: string, guid: string): string {
  const subscription = /^\/?subscriptions\/[^/]+/i.exec(scope)?.[0].replace(/^\/?/, '/') ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

/**
 * What the service itself grants to the system-assigned identity of a new endpoint: pull images, read the default
 * storage, write metrics, and read connection secrets where the endpoint enforces access to the default secret stores
 * (Authentication and authorization for online endpoints, "Automatic role assignment for endpoint identity").
 */
export function grantAutomaticRoles(cloud: Cloud, endpoint: OnlineEndpoint, workspace: Workspace): void {
  const principalId = endpoint.resource.identity?.principalId;
  if (principalId === undefined) return;
  grant(cloud, roles.acrPull, principalId, workspace.properties.containerRegistry);
  grant(cloud, roles.blobDataReader, principalId, workspace.properties.storageAccount);
  grant(cloud, roles.metricsWriter, principalId, workspace.id);
  if (enforcesSecretStores(endpoint)) grant(cloud, roles.connectionSecretsReader, principalId, workspace.id);
}

export const enforcesSecretStores = ({ resource }: Pick<OnlineEndpoint, 'resource'>) =>
  resource.properties.properties['enforce_access_to_default_secret_stores']?.toLowerCase() === 'enabled';

/** The principal that the containers of an endpoint act as. */
export function identityOf(cloud: Cloud, endpoint: OnlineEndpoint, clientId?: string): string | undefined {
  const { identity } = endpoint.resource;
  if (identity?.principalId !== undefined) return identity.principalId;
  const attached = Object.keys(identity?.userAssignedIdentities ?? {}).map((id) => cloud.identities.get(id));
  const wanted = attached.find((each) => clientId === undefined || each?.properties.clientId === clientId);
  return wanted?.properties.principalId;
}
