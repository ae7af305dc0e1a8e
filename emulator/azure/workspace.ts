import { createHash } from 'node:crypto';
import { tenantId } from './access.ts';
import { grant } from './authorization/access.ts';
import { roles } from './authorization/roles.ts';
import { type Cloud, deployerPrincipalId, stamp } from './cloud.ts';
import type { Connection, Resource, Workspace } from './resources.ts';

/** Where a workspace is; the rest of it follows from these. */
export interface WorkspacePlace {
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly location: string;
}

export const defaultWorkspace: WorkspacePlace = {
  name: 'flowferry-dev',
  resourceGroup: 'rg-flowferry',
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  location: 'eastus',
};

/** A GUID that belongs to a name, so that a workspace made twice is the same one. */
const guidFor = (name: string) =>
  createHash('sha256')
    .update(name.toLowerCase())
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

/** Makes a workspace as the portal does: with storage, registry, key vault, Application Insights and an identity. */
export function createWorkspace(cloud: Cloud, place: WorkspacePlace): Workspace {
  const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}`;
  const id = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${place.name}`;
  const earlier = cloud.workspaces.get(id);
  if (earlier) return earlier;
  const short = place.name.replace(/[^a-z0-9]/gi, '').toLowerCase();
  const host = `${place.location}.api.azureml.ms`;
  const workspace: Workspace = {
    id,
    name: place.name,
    type: 'Microsoft.MachineLearningServices/workspaces',
    location: place.location,
    tags: {},
    kind: 'Default',
    sku: { name: 'Basic', tier: 'Basic' },
    identity: { type: 'SystemAssigned', principalId: guidFor(`${id}/identity`), tenantId },
    properties: {
      friendlyName: place.name,
      workspaceId: guidFor(id),
      storageAccount: `${group}/providers/Microsoft.Storage/storageAccounts/${cloud.storage.workspaceAccount.name}`,
      containerRegistry: `${group}/providers/Microsoft.ContainerRegistry/registries/${short}acr`,
      applicationInsights: `${group}/providers/Microsoft.Insights/components/${place.name}-insights`,
      keyVault: `${group}/providers/Microsoft.KeyVault/vaults/${place.name}-vault`,
      discoveryUrl: `https://${host}/discovery`,
      mlFlowTrackingUri: `azureml://${host}/mlflow/v1.0${id}`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
      hbiWorkspace: false,
      v1LegacyMode: false,
    },
    systemData: stamp(cloud, undefined),
  };
  cloud.workspaces.set(id, workspace);
  cloud.principals.set(deployerPrincipalId, {
    principalId: deployerPrincipalId,
    displayName: 'deployer',
    visibleAt: cloud.clock.now(),
  });
  grant(cloud, roles.dataScientist, deployerPrincipalId, id);
  addDatastore(cloud, workspace);
  return workspace;
}

function addDatastore(cloud: Cloud, workspace: Workspace): void {
  const { workspaceId, storageAccount } = workspace.properties;
  const [, , subscriptionId, , resourceGroup] = storageAccount.split('/');
  const datastore: Resource = {
    id: `${workspace.id}/datastores/workspaceblobstore`,
    name: 'workspaceblobstore',
    type: 'Microsoft.MachineLearningServices/workspaces/datastores',
    properties: {
      description: null,
      tags: null,
      properties: null,
      isDefault: true,
      credentials: { credentialsType: 'AccountKey' },
      intellectualProperty: null,
      subscriptionId,
      resourceGroup,
      datastoreType: 'AzureBlob',
      accountName: cloud.storage.workspaceAccount.name,
      containerName: `azureml-blobstore-${workspaceId}`,
      endpoint: 'core.windows.net',
      protocol: 'https',
      serviceDataAccessAuthIdentity: 'WorkspaceSystemAssignedIdentity',
    },
    systemData: stamp(cloud, undefined),
  };
  cloud.datastores.set(datastore.id, datastore);
}

/** What a connection is given, in the words of the REST reference; the rest has one value here. */
export interface ConnectionFacts {
  readonly category: string;
  readonly authType: string;
  readonly target: string;
  readonly credentials?: Readonly<Record<string, unknown>> | null;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Puts a connection into a workspace. */
export function addConnection(cloud: Cloud, workspaceId: string, name: string, facts: ConnectionFacts, by?: string) {
  const id = `${workspaceId}/connections/${name}`;
  const connection: Connection = {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/connections',
    properties: {
      ...facts,
      credentials: facts.credentials ?? null,
      group: 'AzureAI',
      expiryTime: null,
      createdByWorkspaceArmId: workspaceId,
      useWorkspaceManagedIdentity: false,
      isSharedToAll: false,
      sharedUserList: [],
      metadata: facts.metadata ?? {},
    },
    systemData: stamp(cloud, by, cloud.connections.get(id)?.systemData),
  };
  cloud.connections.set(id, connection);
  return connection;
}

/** The two connections that a workspace starts with: one with a key, one for Entra ID. */
export function addUsualConnections(cloud: Cloud, workspace: Workspace): void {
  const group = workspace.id.split('/providers/')[0];
  const openAi = `${group}/providers/Microsoft.CognitiveServices/accounts/flowferry-openai`;
  const target = 'https://flowferry-openai.openai.azure.com/';
  const metadata = { ApiType: 'azure', ApiVersion: '2024-02-01', ResourceId: openAi };
  const category = 'AzureOpenAI';
  const key = { key: 'emulated-open-ai-key' };
  addConnection(cloud, workspace.id, 'open_ai_connection', {
    ...{ category, target, metadata, authType: 'ApiKey', credentials: key },
  });
  addConnection(cloud, workspace.id, 'aoai_entra', { category, target, metadata, authType: 'AAD' });
}
