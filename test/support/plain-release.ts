import { setTimeout as wait } from 'node:timers/promises';
import { testClock } from '../../emulator/clock.ts';
import type { AppOnAzure } from './app-on-azure.ts';
import { ask, azureClients, resourceGroup, subscriptionId, workspaceName } from './azure-client.ts';
import { registerEnvironment, registerModel, systemAssigned } from './emulated-azure.ts';

/** What somebody asks of Azure who looks at nothing before. */
export interface PlainRelease {
  readonly endpoint: string;
  readonly files: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly instanceType?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly endpointProperties?: Readonly<Record<string, unknown>>;
  /** The body's `identity`. Absent: a system-assigned one. */
  readonly identity?: object;
}

/** How it ended, in the service's words, and after how many minutes of Azure's time. */
export interface PlainEnding {
  readonly error: string;
  readonly minutes: number;
}

/** Sends one PUT after the other, as any script would: endpoint, role, model, environment, deployment. */
export async function plainRelease(app: AppOnAzure, wanted: PlainRelease): Promise<PlainEnding> {
  const begun = app.clock.now();
  const error = (await plainEndpoint(app, wanted)) ?? (await plainDeployment(app, wanted));
  return { error: error ?? '', minutes: (app.clock.now() - begun) / 60_000 };
}

export const endpointPath = ({ azure }: AppOnAzure, name: string, workspaceId = azure.workspace.id) =>
  `${workspaceId}/onlineEndpoints/${name}`;

/** Makes an endpoint; answers with the service's words where it is refused. */
export async function plainEndpoint(
  app: AppOnAzure,
  {
    endpoint,
    endpointProperties = {},
    identity = systemAssigned,
  }: Pick<PlainRelease, 'endpoint' | 'endpointProperties' | 'identity'>,
  workspaceId?: string,
): Promise<string | undefined> {
  const path = endpointPath(app, endpoint, workspaceId);
  const properties = { authMode: 'Key', ...endpointProperties };
  const error = await put(app, path, { location: 'eastus', identity, properties });
  if (error !== undefined) return error;
  const { body } = await ask(app.azure.url, { path });
  await grantSecretsReader(app, body.identity.principalId);
  return undefined;
}

async function plainDeployment(app: AppOnAzure, wanted: PlainRelease): Promise<string | undefined> {
  const { endpoint, files, image, instanceType = 'Standard_DS3_v2', variables } = wanted;
  const started = { azure: app.azure, clock: testClock(), ...azureClients(app.azure.url) };
  const model = await registerModel(started, files, { name: endpoint });
  const environmentId = await registerEnvironment(started, image === undefined ? undefined : { image }, endpoint);
  return await put(app, `${endpointPath(app, endpoint)}/deployments/blue`, {
    location: 'eastus',
    sku: { name: 'Default', capacity: 1 },
    properties: {
      endpointComputeType: 'Managed',
      model,
      environmentId,
      instanceType,
      environmentVariables: {
        PROMPTFLOW_RUN_MODE: 'serving',
        PRT_CONFIG_OVERRIDE: overrideFor(endpoint),
        ...variables,
      },
    },
  });
}

const overrideFor = (endpoint: string) =>
  Object.entries({
    subscription_id: subscriptionId,
    resource_group: resourceGroup,
    workspace_name: workspaceName,
    endpoint_name: endpoint,
    deployment_name: 'blue',
  })
    .map(([name, value]) => `deployment.${name}=${value}`)
    .join(',');

/** Puts a resource and waits until it is there; answers with the service's words where it comes to nothing. */
export async function put(app: AppOnAzure, path: string, body: object): Promise<string | undefined> {
  const { url } = app.azure;
  const answer = await ask(url, { method: 'PUT', path, body });
  if (answer.status >= 400) return JSON.stringify(answer.body);
  for (;;) {
    const { properties } = (await ask(url, { path })).body;
    if (properties.provisioningState === 'Succeeded') return undefined;
    if (properties.provisioningState === 'Failed') {
      const { pathname } = new URL(properties.properties.AzureAsyncOperationUri);
      return JSON.stringify((await ask(url, { path: pathname })).body.error);
    }
    await wait(20);
  }
}

async function grantSecretsReader({ azure }: AppOnAzure, principalId: string): Promise<void> {
  const role = 'Azure Machine Learning Workspace Connection Secrets Reader';
  await control(azure.controlUrl, 'POST', '/roles', { principalId, role, scope: azure.workspace.id });
}

/** Does something to the emulated Azure itself. */
export async function control(controlUrl: string, method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${controlUrl}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
}
