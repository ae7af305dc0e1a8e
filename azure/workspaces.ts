import type { ConnectionFacts, Workspaces } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { orAbsent } from './failures.ts';

export function createWorkspaces(arm: Arm): Workspaces {
  return {
    get: (workspaceId) =>
      orAbsent('read the workspace', async () => {
        const { client, group, workspace } = arm.machineLearning(workspaceId);
        const { location, storageAccount, containerRegistry } = await client.workspaces.get(group, workspace);
        if (!location || !storageAccount) throw new Error('the workspace names no location or no storage account');
        return {
          id: workspaceId,
          location,
          storageAccountId: storageAccount,
          ...(containerRegistry && { containerRegistryId: containerRegistry }),
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

/** Kinds that the client does not know (AAD, ApiKey, CustomKeys) come as they are, with their metadata. */
function toFacts(name: string, properties: object): ConnectionFacts {
  const { category, authType, metadata } = properties as Record<string, unknown>;
  const resourceId = Object.entries(metadata ?? {}).find(([key]) => key.toLowerCase() === 'resourceid')?.[1];
  return {
    name,
    category: String(category ?? ''),
    authType: String(authType ?? ''),
    ...(typeof resourceId === 'string' && resourceId !== '' && { resourceId }),
  };
}
