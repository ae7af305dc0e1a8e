import { deployerPrincipalId } from '../../emulator/azure/cloud.ts';
import type { AppOnAzure } from '../support/app-on-azure.ts';
import { resourceGroup, subscriptionId } from '../support/azure-client.ts';
import { control, type PlainRelease, plainEndpoint } from '../support/plain-release.ts';

/** The flow of a case, as the plain way and ours are given it. */
export interface Case {
  /** What the service says in the end to whoever did not look. */
  readonly service: RegExp;
  /** After how many minutes of Azure's time at least. */
  readonly minutes: number;
  readonly slug: string;
  readonly step?: string;
  readonly manifest?: string;
  readonly connection?: string;
  readonly plain?: Partial<PlainRelease>;
  readonly arrange?: (endpoint: string) => Promise<void>;
}

type Change = (method: string, path: string, body: object) => Promise<void>;

/** Does something to the emulated Azure itself. */
export const changeOf =
  (app: () => AppOnAzure): Change =>
  (method, path, body) =>
    control(app().azure.controlUrl, method, path, body);

/** Holds the app to these roles, each on its scope; it may read everything besides. */
async function holdTo(change: Change, roles: readonly (readonly [role: string, scope: string])[]): Promise<void> {
  const principalId = deployerPrincipalId;
  await change('DELETE', '/roles', { principalId });
  for (const [role, scope] of [['Reader', '/'] as const, ...roles]) {
    await change('POST', '/roles', { principalId, role, scope });
  }
  await change('PUT', '/callers', { areChecked: true });
}

const flowsIdentity = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows`;
const crash = /container has crashed/;

/** A flow for each fault of preflight, and what it takes for the fault to be there. */
export function preflightCases(app: () => AppOnAzure): Readonly<Record<string, Case>> {
  const change = changeOf(app);
  const connect =
    (name: string, category: string, authType: string, metadata = {}) =>
    () =>
      change('PUT', `/connections/${name}`, { category, authType, metadata, target: 'https://x.example/' });
  return {
    'a machine that there is not': {
      service: /Standard_DS3_v9/,
      minutes: 1,
      slug: 'unknown-machine',
      manifest: 'deployment: {instanceType: Standard_DS3_v9}',
      plain: { instanceType: 'Standard_DS3_v9' },
    },
    'too few cores': {
      service: /Not enough quota available for Standard_DS3_v2 .* Additional needed: 8/,
      minutes: 1,
      slug: 'no-quota',
      arrange: () => change('PUT', '/limits/standardDSv2Family', { limit: 7 }),
    },
    'a connection that there is not': {
      service: crash,
      minutes: 8,
      slug: 'missing-connection',
      connection: 'nothing_like_it',
    },
    'a connection that signs in by a way that is not served': {
      service: crash,
      minutes: 8,
      slug: 'unsupported-connection',
      connection: 'openai_entra',
      arrange: connect('openai_entra', 'OpenAI', 'AAD'),
    },
    'a connection of a category that is not served': {
      service: crash,
      minutes: 8,
      slug: 'unsupported-connection',
      connection: 'a_repository',
      arrange: connect('a_repository', 'Git', 'PAT'),
    },
    'a connection of a kind that is not served': {
      service: crash,
      minutes: 8,
      slug: 'unsupported-connection',
      connection: 'a_voice',
      arrange: connect('a_voice', 'CognitiveService', 'ApiKey', { Kind: 'Speech' }),
    },
    'a workspace in a network of one’s own': {
      service: /storage account \w+ cannot be reached from the network of the deployment/,
      minutes: 8,
      slug: 'unsupported-network',
      arrange: () => change('PUT', '/network', { kind: 'own' }),
    },
    'an image of a stranger': {
      service: /does not have pull permission on the registry/,
      minutes: 7,
      slug: 'image-not-allowed',
      manifest: 'environment: {image: "stranger.azurecr.io/flows/chat:1"}',
      plain: { image: 'stranger.azurecr.io/flows/chat:1' },
    },
    'a variable that has the name of a connection': {
      service: crash,
      minutes: 8,
      slug: 'unsafe-override',
      step: 'plan',
      manifest: 'deployment: {environmentVariables: {open_ai_connection: "8080"}}',
      plain: { variables: { open_ai_connection: '8080' } },
    },
    'connection secrets that the app may not read': {
      service: /does not have permission to read workspace connections/,
      minutes: 0,
      slug: 'missing-permission',
      manifest: 'endpoint: {name: NAME, enforceConnectionSecrets: true}',
      plain: { endpointProperties: { properties: { enforce_access_to_default_secret_stores: 'enabled' } } },
      arrange: () => holdTo(change, [['Flow Deployer', app().azure.workspace.id]]),
    },
    'endpoints that the app may not change': {
      service: /not have authorization to perform action '[^']+\/workspaces\/onlineEndpoints\/write'/,
      minutes: 0,
      slug: 'missing-permission',
      arrange: () => holdTo(change, []),
    },
    'an identity that the app may not attach': {
      service: /LinkedAuthorizationFailed.*userAssignedIdentities\/assign\/action/,
      minutes: 0,
      slug: 'missing-permission',
      manifest: `endpoint: {name: NAME, identity: {userAssigned: "${flowsIdentity}"}}`,
      plain: { identity: { type: 'UserAssigned', userAssignedIdentities: { [flowsIdentity]: {} } } },
      arrange: async () => {
        await change('POST', '/identities', { id: flowsIdentity });
        await holdTo(change, [['AzureML Data Scientist', app().azure.workspace.id]]);
      },
    },
    'a name that is taken in another workspace of the region': {
      service: /An endpoint with this name already exists/,
      minutes: 0,
      slug: 'endpoint-conflict',
      arrange: async (endpoint) => {
        for (const name of [`plain-${endpoint}`, `ours-${endpoint}`]) {
          await plainEndpoint(app(), { endpoint: name }, app().otherWorkspaceId);
        }
      },
    },
  };
}
