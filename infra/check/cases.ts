import type { Value } from './values.ts';

/** A way to deploy: the parameters, and what is there before. Together they take every branch of the files. */
export interface Case {
  readonly name: string;
  readonly cloud: 'AzureCloud' | 'AzureUSGovernment';
  readonly parameters: Readonly<Record<string, Value>>;
  readonly existing: Readonly<Record<string, Value>>;
}

const own = '/subscriptions/11111111-1111-4111-8111-111111111111';
const other = '/subscriptions/22222222-2222-4222-8222-222222222222';
const machineLearning = 'providers/Microsoft.MachineLearningServices/workspaces';

export const ownSubscription = own;
const development = `${own}/resourceGroups/rg-ml/${machineLearning}/ml-dev`;
const shared = `${own}/resourceGroups/rg-ml/${machineLearning}/ml-shared`;
const production = `${other}/resourceGroups/rg-ml-prod/${machineLearning}/ml-prod`;
const storageTopic = `${own}/resourceGroups/rg-security/providers/Microsoft.EventGrid/systemTopics/defender`;
const workspaceTopic = `${other}/resourceGroups/rg-ml-prod/providers/Microsoft.EventGrid/systemTopics/ml-prod-events`;

const workspace = (home: string, location: string, more: Readonly<Record<string, Value>>): Value => ({
  location,
  properties: {
    workspaceId: '33333333-3333-4333-8333-333333333333',
    storageAccount: `${home}/providers/Microsoft.Storage/storageAccounts/stml`,
    ...more,
  },
});
const topic = (principalId: string): Value => ({ identity: { principalId } });

const existing: Readonly<Record<string, Value>> = {
  [development.toLowerCase()]: workspace(`${own}/resourceGroups/rg-ml`, 'westeurope', {
    containerRegistry: `${own}/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry/registries/crml`,
    applicationInsights: `${own}/resourceGroups/rg-ml/providers/Microsoft.Insights/components/appi-ml`,
  }),
  [production.toLowerCase()]: workspace(`${other}/resourceGroups/rg-data`, 'northeurope', {}),
  // Beside the first, with the same storage account, registry and Application Insights.
  [shared.toLowerCase()]: workspace(`${own}/resourceGroups/rg-ml`, 'westeurope', {
    workspaceId: '99999999-9999-4999-8999-999999999999',
    containerRegistry: `${own}/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry/registries/crml`,
    applicationInsights: `${own}/resourceGroups/rg-ml/providers/Microsoft.Insights/components/appi-ml`,
  }),
  [storageTopic.toLowerCase()]: topic('44444444-4444-4444-8444-444444444444'),
  [workspaceTopic.toLowerCase()]: topic('55555555-5555-4555-8555-555555555555'),
};

const inVault = (name: string) => `@Microsoft.KeyVault(SecretUri=https://kv-flows.vault.azure.net/secrets/${name})`;
const needed = { environmentName: 'flows', location: 'swedencentral', workspaceIds: development };
const someone = { principalId: '66666666-6666-4666-8666-666666666666' };

export const cases: readonly Case[] = [
  { name: 'defaults', cloud: 'AzureCloud', existing, parameters: { ...needed, ...someone } },
  {
    name: 'everything',
    cloud: 'AzureCloud',
    existing,
    parameters: {
      ...needed,
      ...someone,
      workspaceIds: `${development}, ${production}, ${shared}`,
      resourceGroupName: 'rg-flowferry',
      nodeVersion: '22',
      durableBackend: 'DurableTaskScheduler',
      privateNetwork: true,
      signInClientId: '77777777-7777-4777-8777-777777777777',
      endpointIdentity: true,
      datastoreContainer: 'flows-data',
      grantRolesInGroups: `${own}/resourceGroups/rg-openai`,
      alertEmail: 'people@example.com',
      runbookAddress: 'https://example.com/runbook',
      appAddress: 'https://flows.example.com',
      baseImage: 'mcr.microsoft.com/azureml/promptflow/promptflow-runtime:latest',
      imageRegistries: 'mcr.microsoft.com,crml.azurecr.io',
      maxPackageMegabytes: '50',
      announce: true,
      teamsWebhook: inVault('teams'),
      slackWebhook: inVault('slack'),
      webhooks: inVault('webhooks'),
      webhookKeys: inVault('webhook-keys'),
      keyVaultId: `${own}/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-flows`,
    },
  },
  {
    name: 'existing topics',
    cloud: 'AzureCloud',
    existing,
    parameters: {
      ...needed,
      workspaceIds: `${development},${production}`,
      existingStorageTopicId: storageTopic,
      existingWorkspaceTopicIds: `,${workspaceTopic}`,
    },
  },
  {
    name: 'least',
    cloud: 'AzureUSGovernment',
    existing,
    parameters: {
      ...needed,
      grantRoles: false,
      grantRolesInGroups: `${own}/resourceGroups/rg-openai`,
      readEndpointKeys: false,
      readSubscription: false,
    },
  },
];
