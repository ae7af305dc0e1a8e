import { type Cloud, openCloud } from '../../../../emulator/azure/cloud.ts';
import { seededFaults } from '../../../../emulator/azure/faults.ts';
import { startFront } from '../../../../emulator/azure/front.ts';
import type { OnlineDeployment, OnlineEndpoint } from '../../../../emulator/azure/resources.ts';
import type { Route } from '../../../../emulator/azure/routing.ts';
import { openScoring, scoringRoutes } from '../../../../emulator/azure/scoring/scoring.ts';
import { loadFlow, type RunningFlow } from '../../../../emulator/azure/serving/load-flow.ts';
import { openStore } from '../../../../emulator/azure/store.ts';
import { createWorkspace, defaultWorkspace } from '../../../../emulator/azure/workspace.ts';
import { type Clock, scaledClock } from '../../../../emulator/clock.ts';
import { filesOf } from '../serving/contract-data.ts';

const account = { name: 'account', key: 'a2V5' };
const storage = {
  blobUrl: 'http://127.0.0.1:1',
  queueUrl: 'http://127.0.0.1:1',
  tableUrl: 'http://127.0.0.1:1',
  appAccount: account,
  workspaceAccount: account,
  connectionString: '',
};

/** A clock that runs a thousand times as fast: a second of latency is a millisecond. */
export const fastClock = (): Clock =>
  scaledClock({ realStart: Date.now(), virtualStart: Date.parse('2026-01-01T00:00:00Z'), speed: 1000 });

/** An emulated Azure with one workspace, in memory. */
export function emptyCloud(clock: Clock = fastClock()) {
  const cloud = openCloud({ clock, seed: 1, faults: seededFaults(1), storage, store: openStore() });
  return { cloud, workspace: createWorkspace(cloud, defaultWorkspace) };
}

export interface EndpointFacts {
  readonly name?: string;
  readonly authMode?: 'Key' | 'AMLToken' | 'AADToken';
  readonly traffic?: Readonly<Record<string, number>>;
  readonly mirrorTraffic?: Readonly<Record<string, number>>;
}

/** Puts an endpoint there that is ready. */
export function addEndpoint(cloud: Cloud, workspaceId: string, facts: EndpointFacts = {}): OnlineEndpoint {
  const { name = 'web', authMode = 'Key', traffic = {}, mirrorTraffic = {} } = facts;
  const id = `${workspaceId}/onlineEndpoints/${name}`;
  const address = `https://${name}.eastus.inference.ml.azure.com`;
  const endpoint: OnlineEndpoint = {
    workspaceId,
    keys: { primaryKey: 'first-key', secondaryKey: 'second-key' },
    tokens: [
      { accessToken: 'good-token', expiresAt: cloud.clock.now() + 3_600_000_000 },
      { accessToken: 'old-token', expiresAt: cloud.clock.now() - 1 },
    ],
    wasReady: true,
    resource: {
      ...{
        id,
        name,
        type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
        location: 'eastus',
        tags: {},
      },
      properties: {
        ...{ authMode, traffic, mirrorTraffic, publicNetworkAccess: 'Enabled', provisioningState: 'Succeeded' },
        ...{ scoringUri: `${address}/score`, swaggerUri: `${address}/swagger.json`, properties: {} },
      },
    },
  };
  cloud.endpoints.set(id, endpoint);
  return endpoint;
}

export interface DeploymentFacts {
  readonly requestTimeout?: string;
  readonly maxConcurrentRequestsPerInstance?: number;
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly isRunning?: boolean;
  readonly capacity?: number;
}

/** Puts a deployment there, with a container unless told otherwise. */
export function addDeployment(
  cloud: Cloud,
  endpoint: OnlineEndpoint,
  name: string,
  facts: DeploymentFacts = {},
): OnlineDeployment {
  const id = `${endpoint.resource.id}/deployments/${name}`;
  const { requestTimeout = 'PT30S', maxConcurrentRequestsPerInstance = 100, capacity = 1 } = facts;
  const properties = {
    endpointComputeType: 'Managed',
    model: `${endpoint.workspaceId}/models/web/versions/${name}`,
    environmentVariables: { PRT_CONFIG_OVERRIDE: settingsFor(endpoint, name), ...facts.environmentVariables },
    instanceType: 'Standard_DS3_v2',
    appInsightsEnabled: true,
    provisioningState: 'Succeeded' as const,
    requestSettings: { requestTimeout, maxConcurrentRequestsPerInstance },
    properties: {},
  };
  const deployment: OnlineDeployment = {
    endpointId: endpoint.resource.id,
    logs: { storageInitializer: '', inferenceServer: '' },
    ...(facts.isRunning !== false && { running: { properties, capacity, startedAt: cloud.clock.now() } }),
    resource: {
      ...{
        id,
        name,
        type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
        location: 'eastus',
      },
      ...{ tags: {}, sku: { name: 'Default', capacity }, properties },
    },
  };
  cloud.deployments.set(id, deployment);
  return deployment;
}

const settingsFor = ({ resource }: OnlineEndpoint, deployment: string) =>
  `deployment.subscription_id=s,deployment.resource_group=g,deployment.workspace_name=w,deployment.endpoint_name=${resource.name},deployment.deployment_name=${deployment}`;

const definition = `
inputs: { url: { type: string } }
outputs: { category: { type: string, reference: "\${sort.output}" } }
nodes:
- { name: sort, type: prompt, source: { type: code, path: sort.jinja2 }, inputs: { url: "\${inputs.url}" } }
`;

/** A started container of a small flow. */
export function smallFlow(): RunningFlow {
  const flow = loadFlow({
    files: filesOf({ 'flow.dag.yaml': definition, 'sort.jinja2': '', 'data.jsonl': '{"url":"a","category":"App"}' }),
    name: 'sort',
    environmentVariables: {
      PRT_CONFIG_OVERRIDE: 'deployment.subscription_id=s,deployment.resource_group=g,deployment.workspace_name=w',
    },
    connections: () => ({ status: 404 }),
    packagesInstalled: [],
    now: () => 0,
  });
  if (flow.kind !== 'running') throw new Error(flow.log);
  return flow;
}

/** Scoring over a cloud in which every deployment runs the small flow, behind real HTTP. */
export async function servedCloud(
  cloud: Cloud,
  more: (scoring: ReturnType<typeof openScoring>) => readonly Route[] = () => [],
) {
  const container = smallFlow();
  const scoring = openScoring(cloud, {
    running: (id) => Promise.resolve(cloud.deployments.get(id)?.running ? container : undefined),
  });
  const front = await startFront({ clock: cloud.clock, routes: [...scoringRoutes(cloud, scoring), ...more(scoring)] });
  const ask = (path: string, init: RequestInit & { readonly endpoint?: string } = {}) =>
    fetch(`${front.url}${path}`, {
      ...init,
      headers: {
        'x-forwarded-host': `${init.endpoint ?? 'web'}.eastus.inference.ml.azure.com`,
        'content-type': 'application/json',
        authorization: 'Bearer first-key',
        ...(init.headers as Record<string, string>),
      },
    });
  const score = (headers: Record<string, string> = {}, body = '{"url":"a"}') =>
    ask('/score', { method: 'POST', body, headers });
  return { scoring, front, ask, score };
}
