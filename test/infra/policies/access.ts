import type { Deployed } from '../../../infra/check/check.ts';
import type { Resource } from '../../../infra/check/land.ts';
import { ofType, policy, textAt } from './policy.ts';

/** Who is given a role: the app, endpoints, a topic, or whoever pushes flows. */
type Who = 'app' | 'endpoints' | 'topic' | 'pusher';

/** One line of the allow-list. `when`: only where somebody asked for it; else always, and then it must be there. */
interface Allowed {
  readonly role: string;
  readonly who: Who;
  /** The type of what it is given on. */
  readonly on: string;
  readonly when?: (deployed: Deployed) => boolean;
}

const asked = (parameter: string) => (deployed: Deployed) => Boolean(deployed.case.parameters[parameter]);
const notRefused = (parameter: string) => (deployed: Deployed) => deployed.case.parameters[parameter] !== false;
const workspace = 'Microsoft.MachineLearningServices/workspaces';
const account = 'Microsoft.Storage/storageAccounts';
const container = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const developmentWorkspace = (deployed: Deployed) => JSON.stringify(deployed.case.parameters).includes('ml-dev');

/** Built-in roles by id (Azure built-in roles), custom ones by the beginning of their name. */
export const allowed: readonly Allowed[] = [
  { role: 'Storage Blob Data Owner', who: 'app', on: account },
  { role: 'Storage Queue Data Contributor', who: 'app', on: account },
  { role: 'Storage Table Data Contributor', who: 'app', on: account },
  { role: 'Monitoring Metrics Publisher', who: 'app', on: 'Microsoft.Insights/components' },
  { role: 'Storage Blob Data Contributor', who: 'pusher', on: container, when: asked('principalId') },
  { role: 'Storage Queue Data Message Sender', who: 'topic', on: `${account}/queueServices/queues` },
  { role: 'Storage Blob Data Contributor', who: 'topic', on: container },
  { role: 'Flowferry deployer', who: 'app', on: workspace },
  { role: 'Cost Management Reader', who: 'app', on: 'group' },
  { role: 'Storage Blob Data Contributor', who: 'app', on: container },
  { role: 'Monitoring Reader', who: 'app', on: 'Microsoft.Insights/components', when: developmentWorkspace },
  { role: 'Flowferry role granter', who: 'app', on: workspace, when: notRefused('grantRoles') },
  {
    role: 'Flowferry role granter',
    who: 'app',
    on: 'group',
    when: (deployed) => asked('grantRolesInGroups')(deployed) && notRefused('grantRoles')(deployed),
  },
  { role: 'Flowferry region reader', who: 'app', on: 'subscription', when: notRefused('readSubscription') },
  {
    role: 'Durable Task Data Contributor',
    who: 'app',
    on: 'Microsoft.DurableTask/schedulers',
    when: asked('durableBackend'),
  },
  { role: 'EventGrid Data Sender', who: 'app', on: 'Microsoft.EventGrid/topics', when: asked('announce') },
  { role: 'Key Vault Secrets User', who: 'app', on: 'Microsoft.KeyVault/vaults', when: asked('keyVaultId') },
  {
    role: 'Managed Identity Operator',
    who: 'app',
    on: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    when: asked('endpointIdentity'),
  },
  { role: 'Connection Secrets Reader', who: 'endpoints', on: workspace, when: asked('endpointIdentity') },
  { role: 'AzureML Metrics Writer', who: 'endpoints', on: workspace, when: asked('endpointIdentity') },
  { role: 'Storage Blob Data Reader', who: 'endpoints', on: account, when: asked('endpointIdentity') },
  { role: 'AcrPull', who: 'endpoints', on: 'Microsoft.ContainerRegistry/registries', when: asked('endpointIdentity') },
];

const builtIn: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a': 'Storage Queue Data Message Sender',
  '72fafb9e-0641-4937-9268-a91bfd8191a3': 'Cost Management Reader',
  '43d0d8ad-25c7-4714-9337-8ba259a9fe05': 'Monitoring Reader',
  '0ad04412-c4d5-4796-b79c-f76d14c8d402': 'Durable Task Data Contributor',
  'd5a91429-5739-47e2-a06b-3470a27159e7': 'EventGrid Data Sender',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'f1a07417-d97a-45cb-824c-7a7467783830': 'Managed Identity Operator',
  'ea01e6af-a1c1-4350-9563-ad00f8c72ec5': 'Connection Secrets Reader',
  '635dd51f-9968-44d3-b7fb-6d9a6bd613ae': 'AzureML Metrics Writer',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull',
};

const assignments = 'Microsoft.Authorization/roleAssignments';

export function roleOf(deployed: Deployed, assignment: Resource): string {
  const definition = textAt(assignment, 'properties.roleDefinitionId');
  const custom = ofType(deployed, 'Microsoft.Authorization/roleDefinitions').find(({ id }) => id === definition);
  return custom
    ? (textAt(custom, 'properties.roleName').split(/[,(]/)[0]?.trim() ?? '')
    : (builtIn[definition.split('/').at(-1) ?? ''] ?? definition);
}

function whoOf({ case: of }: Deployed, assignment: Resource): Who | string {
  const principal = textAt(assignment, 'properties.principalId');
  if (/\/id-flowferry-[a-z0-9]+\.properties\.principalId⟩$/.test(principal)) return 'app';
  if (/\/id-endpoints-[a-z0-9]+\.properties\.principalId⟩$/.test(principal)) return 'endpoints';
  if (/\/systemTopics\/[^/]+\.identity\.principalId⟩$/.test(principal)) return 'topic';
  if (principal === of.parameters['principalId']) return 'pusher';
  return JSON.stringify(of.existing).includes(principal) ? 'topic' : principal;
}

/** The type of a resource by its id; groups and subscriptions say so. */
export function typeOf(id: string): string {
  const provider = id.split('/providers/').at(-1) ?? '';
  if (!id.includes('/providers/')) return id.includes('/resourceGroups/') ? 'group' : 'subscription';
  const [name, ...rest] = provider.split('/');
  return [name, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}

const lineOf = (deployed: Deployed, each: Resource) =>
  `${roleOf(deployed, each)} for ${whoOf(deployed, each)} on ${typeOf(each.scope)}`;
const wanted = ({ role, who, on }: Allowed) => `${role} for ${who} on ${on}`;

export const accessPolicies = [
  policy('every role that is given is on the list, and every role on the list is given', (deployed) => {
    const given = new Set(ofType(deployed, assignments).map((each) => lineOf(deployed, each)));
    const due = new Set(allowed.filter(({ when }) => when?.(deployed) ?? true).map(wanted));
    return [
      ...[...given].filter((line) => !due.has(line)).map((line) => `not on the list: ${line}`),
      ...[...due].filter((line) => !given.has(line)).map((line) => `not given: ${line}`),
    ];
  }),
  policy('identities are given roles as identities', (deployed) =>
    ofType(deployed, assignments)
      .filter((each) => whoOf(deployed, each) !== 'pusher')
      .filter((each) => textAt(each, 'properties.principalType') !== 'ServicePrincipal')
      .map((each) => lineOf(deployed, each)),
  ),
  policy('roles on containers and queues are on the right ones', (deployed) =>
    ofType(deployed, assignments)
      .filter((each) => /Containers$|queues$/i.test(typeOf(each.scope)))
      .filter((each) => !isRightPlace(whoOf(deployed, each), each.scope.split('/').at(-1) ?? ''))
      .map((each) => `${lineOf(deployed, each)}: ${each.scope}`),
  ),
  policy('every workspace and every topic has its roles', (deployed) => {
    const workspaces = String(deployed.case.parameters['workspaceIds']).split(',').length;
    const count = (role: string) =>
      ofType(deployed, assignments).filter((each) => roleOf(deployed, each) === role).length;
    return [
      ...(count('Flowferry deployer') === workspaces ? [] : ['a workspace has no deployer']),
      ...(count('Storage Queue Data Message Sender') === workspaces + 1 ? [] : ['a topic may not send']),
    ];
  }),
];

function isRightPlace(who: string, name: string): boolean {
  if (who === 'pusher') return name === 'flows';
  if (who === 'topic') return ['dead-letters', 'pipeline-events'].includes(name);
  return /^azureml-blobstore-|^flows-data$/.test(name);
}
