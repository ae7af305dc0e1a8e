import { randomUUID } from 'node:crypto';
import { type Cloud, isoNow } from '../cloud.ts';
import { durationFor } from '../random.ts';
import type { OnlineEndpoint, Workspace } from '../resources.ts';
import { allows, type Need, permissionsAt } from './permissions.ts';
import { type Role, roles } from './roles.ts';

const minuteInMs = 60_000;

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const workspaces = 'Microsoft.MachineLearningServices/workspaces';

/** What a container needs; each by any of these. */
const rights = {
  pullImages: [
    { action: 'Microsoft.ContainerRegistry/registries/pull/read' },
    { action: 'Microsoft.ContainerRegistry/registries/repositories/content/read', isOfData: true },
  ],
  readBlobs: [{ action: `${blobs}/read`, isOfData: true }],
  readConnectionSecrets: [{ action: `${workspaces}/connections/listsecrets/action` }],
  writeMetrics: [{ action: `${workspaces}/metrics/utilization/write` }],
  useOpenAi: [
    { action: 'Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action', isOfData: true },
  ],
} as const satisfies Record<string, readonly Need[]>;

export type Right = keyof typeof rights;

/** Has this principal the right on this scope by now? */
export function hasRight(cloud: Cloud, principalId: string | undefined, right: Right, scope: string): boolean {
  if (principalId === undefined) return false;
  const permissions = permissionsAt(cloud, principalId, scope);
  return rights[right].some((need) => allows(permissions, need));
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
export function grant(cloud: Cloud, role: Role, principalId: string, scope: string, effectiveAt?: number): void {
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
