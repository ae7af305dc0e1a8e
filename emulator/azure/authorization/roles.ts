/** What a role allows: actions on resources, and on the data in them, less those that it takes out again. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A role, built in (its GUID is the same in every tenant: Azure built-in roles) or somebody's own. */
export interface Role extends Permission {
  readonly guid: string;
  readonly name: string;
  /** Absent for built-in roles, which can be assigned anywhere. */
  readonly assignableScopes?: readonly string[];
}

const role = (
  guid: string,
  name: string,
  actions: string[],
  dataActions: string[] = [],
  notActions: string[] = [],
): Role => ({ guid, name, actions, notActions, dataActions, notDataActions: [] });

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const queues = 'Microsoft.Storage/storageAccounts/queueServices/queues';
const workspaces = 'Microsoft.MachineLearningServices/workspaces';
const openAi = 'Microsoft.CognitiveServices/accounts/OpenAI';

const notOfContributors = [
  'Microsoft.Authorization/*/Delete',
  'Microsoft.Authorization/*/Write',
  'Microsoft.Authorization/elevateAccess/Action',
];
const notOfDataScientists = [
  ...['delete', 'write', 'computes/*/write', 'computes/*/delete', 'computes/listKeys/action', 'listKeys/action'],
  ...['hubs/write', 'hubs/delete', 'featurestores/write', 'featurestores/delete'],
].map((action) => `${workspaces}/${action}`);

export const roles = {
  owner: role('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', ['*']),
  contributor: role('b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', ['*'], [], notOfContributors),
  reader: role('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', ['*/read']),
  dataScientist: role(
    'f6c7c914-8db3-469d-8ca1-694a8f32e121',
    'AzureML Data Scientist',
    ['read', 'action', 'delete', 'write'].map((verb) => `${workspaces}/*/${verb}`),
    [],
    notOfDataScientists,
  ),
  connectionSecretsReader: role(
    'ea01e6af-a1c1-4350-9563-ad00f8c72ec5',
    'Azure Machine Learning Workspace Connection Secrets Reader',
    [`${workspaces}/connections/listsecrets/action`, `${workspaces}/metadata/secrets/read`],
  ),
  metricsWriter: role('635dd51f-9968-44d3-b7fb-6d9a6bd613ae', 'AzureML Metrics Writer (preview)', [
    `${workspaces}/metrics/*/write`,
  ]),
  acrPull: role('7f951dda-4ed3-4680-a7ca-43fe172d538d', 'AcrPull', [
    'Microsoft.ContainerRegistry/registries/pull/read',
  ]),
  registryRepositoryReader: role(
    'b93aa761-3e63-49ed-ac28-beffa264f7ac',
    'Container Registry Repository Reader',
    [],
    ['Microsoft.ContainerRegistry/registries/repositories/content/read'],
  ),
  blobDataReader: role(
    '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    'Storage Blob Data Reader',
    [`${blobs}/read`],
    [`${blobs}/blobs/read`],
  ),
  blobDataContributor: role(
    'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    'Storage Blob Data Contributor',
    ['read', 'write', 'delete'].map((verb) => `${blobs}/${verb}`),
    ['read', 'write', 'delete', 'add/action', 'move/action'].map((verb) => `${blobs}/blobs/${verb}`),
  ),
  blobDataOwner: role(
    'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    'Storage Blob Data Owner',
    [`${blobs}/*`],
    [`${blobs}/blobs/*`],
  ),
  queueDataContributor: role(
    '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
    'Storage Queue Data Contributor',
    [],
    [`${queues}/messages/*`],
  ),
  queueDataMessageSender: role(
    'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a',
    'Storage Queue Data Message Sender',
    [],
    [`${queues}/messages/add/action`],
  ),
  tableDataContributor: role(
    '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
    'Storage Table Data Contributor',
    [],
    ['Microsoft.Storage/storageAccounts/tableServices/tables/entities/*'],
  ),
  openAiUser: role(
    '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd',
    'Cognitive Services OpenAI User',
    [],
    [`${openAi}/deployments/chat/completions/action`],
  ),
  openAiContributor: role(
    'a001fd3d-188f-4b5d-821b-7da978bf7442',
    'Cognitive Services OpenAI Contributor',
    [],
    [`${openAi}/*`],
  ),
  cognitiveServicesUser: role(
    'a97b65f3-24c7-4388-baec-2e87135dc908',
    'Cognitive Services User',
    [],
    ['Microsoft.CognitiveServices/*'],
  ),
  searchIndexDataReader: role(
    '1407120a-92aa-4202-b7e9-c0e197c71c8f',
    'Search Index Data Reader',
    [],
    ['Microsoft.Search/searchServices/indexes/documents/read'],
  ),
  monitoringReader: role('43d0d8ad-25c7-4714-9337-8ba259a9fe05', 'Monitoring Reader', ['*/read']),
  monitoringMetricsPublisher: role(
    '3913510d-42f4-4e42-8a64-420c390055eb',
    'Monitoring Metrics Publisher',
    [],
    ['Microsoft.Insights/Metrics/Write'],
  ),
  logAnalyticsReader: role('73c42c96-874c-492b-b04d-ab87d138a893', 'Log Analytics Reader', ['*/read']),
  costManagementReader: role('72fafb9e-0641-4937-9268-a91bfd8191a3', 'Cost Management Reader', [
    'Microsoft.Consumption/*/read',
    'Microsoft.CostManagement/*/read',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
  ]),
  accessControlAdministrator: role('f58310d9-a9f6-439a-9e8d-f62e7b41a168', 'Role Based Access Control Administrator', [
    'Microsoft.Authorization/roleAssignments/write',
    'Microsoft.Authorization/roleAssignments/delete',
    '*/read',
  ]),
  userAccessAdministrator: role('18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator', [
    '*/read',
    'Microsoft.Authorization/*',
  ]),
  managedIdentityOperator: role('f1a07417-d97a-45cb-824c-7a7467783830', 'Managed Identity Operator', [
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
    'Microsoft.Authorization/*/read',
  ]),
  eventGridDataSender: role(
    'd5a91429-5739-47e2-a06b-3470a27159e7',
    'EventGrid Data Sender',
    ['Microsoft.Authorization/*/read', 'Microsoft.EventGrid/topics/read'],
    ['Microsoft.EventGrid/events/send/action'],
  ),
} as const satisfies Record<string, Role>;

export const builtInRoles: readonly Role[] = Object.values(roles);

/** The GUID at the end of a role definition id; answers and requests spell what comes before it differently. */
export const roleGuidOf = (roleDefinitionId: string) => roleDefinitionId.split('/').at(-1)?.toLowerCase() ?? '';
