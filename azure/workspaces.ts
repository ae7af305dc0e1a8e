import type { ConnectionFacts, NetworkFacts, Workspaces } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { orAbsent } from './failures.ts';

export function createWorkspaces(arm: Arm): Workspaces {
  return {
    get: (workspaceId) =>
      orAbsent('read the workspace', async () => {
        // Not with the client: it drops what it does not know, and it does not know managed networks.
        const { location, properties } = (await arm.read(`${workspaceId}?api-version=2024-10-01`)) as WorkspaceBody;
        const { storageAccount, containerRegistry } = properties ?? {};
        if (!location || !storageAccount) throw new Error('the workspace names no location or no storage account');
        return {
          id: workspaceId,
          location,
          storageAccountId: storageAccount,
          ...(containerRegistry && { containerRegistryId: containerRegistry }),
          network: networkOf(properties ?? {}),
        };
      }),
    connection: (workspaceId, name) =>
      orAbsent(`read connection ${name}`, async () => {
        const { client, group, workspace } = arm.machineLearning(workspaceId);
        const { properties } = await client.workspaceConnections.get(group, workspace, name);
        return toFacts(name, properties);
      }),
    identity: (identityId) =>
      orAbsent(`read identity ${identityId}`, async () => {
        const body = await arm.read(`${identityId}?api-version=2023-01-31`);
        const { principalId, clientId } = (body as { properties?: Partial<Record<string, string>> }).properties ?? {};
        if (!principalId || !clientId) throw new Error('the identity has no principal yet');
        return { principalId, clientId };
      }),
  };
}

/** What is read of a workspace. Source: REST API 2024-10-01, Workspaces - Get. */
interface WorkspaceBody {
  readonly location?: string;
  readonly properties?: WorkspaceProperties;
}
interface WorkspaceProperties {
  readonly storageAccount?: string;
  readonly containerRegistry?: string;
  readonly managedNetwork?: { readonly isolationMode?: string };
  readonly privateEndpointConnections?: readonly {
    readonly properties?: { readonly privateLinkServiceConnectionState?: { readonly status?: string } };
  }[];
  readonly publicNetworkAccess?: string;
}

function networkOf(properties: WorkspaceProperties): NetworkFacts {
  const { managedNetwork, privateEndpointConnections = [], publicNetworkAccess } = properties;
  return {
    isManaged: !['disabled', ''].includes(managedNetwork?.isolationMode?.toLowerCase() ?? ''),
    privateEndpoints: privateEndpointConnections.filter(
      (each) => each.properties?.privateLinkServiceConnectionState?.status === 'Approved',
    ).length,
    publicAccess: publicNetworkAccess !== 'Disabled',
  };
}

/** Kinds that the client does not know (AAD, ApiKey, CustomKeys) come as they are, with their metadata. */
function toFacts(name: string, properties: object): ConnectionFacts {
  const { category, authType, metadata } = properties as Record<string, unknown>;
  const stated = (name: string) => {
    const value = Object.entries(metadata ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [kind, resourceId] = [stated('kind'), stated('resourceid')];
  return {
    name,
    category: String(category ?? ''),
    authType: String(authType ?? ''),
    ...(kind !== undefined && { kind }),
    ...(resourceId !== undefined && { resourceId }),
  };
}
