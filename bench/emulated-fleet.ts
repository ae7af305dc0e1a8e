import { type Cloud, openCloud } from '../emulator/azure/cloud.ts';
import { seededFaults } from '../emulator/azure/faults.ts';
import type { OnlineEndpoint } from '../emulator/azure/resources.ts';
import { openScoring, type Scoring } from '../emulator/azure/scoring/scoring.ts';
import { loadFlow, type RunningFlow } from '../emulator/azure/serving/load-flow.ts';
import { openStore } from '../emulator/azure/store.ts';
import { createWorkspace, defaultWorkspace } from '../emulator/azure/workspace.ts';
import { realClock } from '../emulator/clock.ts';

/** How much is put up: the defaults are what the emulated Azure has to hold. */
export interface BenchSize {
  readonly endpoints: number;
  readonly minutes: number;
  readonly queries: number;
  readonly requests: number;
}

export const minuteInMs = 60_000;

const encoded = (text: string) => new TextEncoder().encode(text);
const flow = `inputs: { url: { type: string } }
outputs: { category: { type: string, reference: "\${sort.output}" } }
nodes:
- { name: sort, type: prompt, source: { type: code, path: sort.jinja2 }, inputs: { url: "\${inputs.url}" } }
`;
const settings = 'deployment.subscription_id=s,deployment.resource_group=g,deployment.workspace_name=w';

function startContainer(): RunningFlow {
  const started = loadFlow({
    files: new Map([
      ['flow.dag.yaml', encoded(flow)],
      ['sort.jinja2', encoded('')],
    ]),
    name: 'sort',
    environmentVariables: { PRT_CONFIG_OVERRIDE: settings },
    connections: () => ({ status: 404 }),
    packagesInstalled: [],
    now: () => Date.now(),
  });
  if (started.kind !== 'running') throw new Error(started.log);
  return started;
}

/** Endpoints with two deployments each, every one with its own container, and the traffic of the last minutes. */
export function emulatedFleet({ endpoints: count, minutes }: BenchSize) {
  const account = { name: 'account', key: '' };
  const urls = { blobUrl: '', queueUrl: '', tableUrl: '', connectionString: '' };
  const storage = { ...urls, appAccount: account, workspaceAccount: account };
  const cloud = openCloud({ clock: realClock(), seed: 1, faults: seededFaults(1), storage, store: openStore() });
  const workspace = createWorkspace(cloud, defaultWorkspace);
  const containers = new Map<string, RunningFlow>();
  const scoring = openScoring(cloud, { running: (id) => Promise.resolve(containers.get(id)) });
  const endpoints = Array.from({ length: count }, (_, at) => addEndpoint(cloud, workspace.id, `endpoint-${at}`));
  const start = Date.now() - (minutes + 5) * minuteInMs;
  for (const { resource } of endpoints) {
    for (const name of ['blue', 'green']) {
      addDeployment(cloud, resource.id, name);
      containers.set(`${resource.id}/deployments/${name}`, startContainer());
      for (let minute = 0; minute < minutes; minute++)
        serveMinute(scoring, resource.id, name, start + minute * minuteInMs);
    }
  }
  return { cloud, scoring, endpoints };
}

function serveMinute(scoring: Scoring, endpointId: string, deployment: string, time: number): void {
  for (let at = 0; at < 20; at++) {
    const [status, modelStatus] = at % 10 === 0 ? [424, 500] : [200, 200];
    scoring.record.add({ endpointId, deployment, time, status, modelStatus, latencyInMs: 200 + 37 * at, bytes: 300 });
  }
}

function addEndpoint(cloud: Cloud, workspaceId: string, name: string): OnlineEndpoint {
  const id = `${workspaceId}/onlineEndpoints/${name}`;
  const address = `https://${name}.eastus.inference.ml.azure.com`;
  const endpoint: OnlineEndpoint = {
    ...{ workspaceId, keys: { primaryKey: 'a', secondaryKey: 'b' }, tokens: [], wasReady: true },
    resource: {
      ...{
        id,
        name,
        type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
        location: 'eastus',
        tags: {},
      },
      properties: {
        ...{ authMode: 'Key', traffic: { blue: 90, green: 10 }, mirrorTraffic: {}, publicNetworkAccess: 'Enabled' },
        ...{ provisioningState: 'Succeeded', scoringUri: `${address}/score`, swaggerUri: `${address}/swagger.json` },
        properties: {},
      },
    },
  };
  cloud.endpoints.set(id, endpoint);
  return endpoint;
}

function addDeployment(cloud: Cloud, endpointId: string, name: string): void {
  const id = `${endpointId}/deployments/${name}`;
  const properties = {
    ...{ endpointComputeType: 'Managed', environmentVariables: { PRT_CONFIG_OVERRIDE: settings }, properties: {} },
    ...{ instanceType: 'Standard_DS3_v2', appInsightsEnabled: false, provisioningState: 'Succeeded' as const },
    requestSettings: { requestTimeout: 'PT1M', maxConcurrentRequestsPerInstance: 1_000_000 },
  };
  cloud.deployments.set(id, {
    ...{ endpointId, logs: { storageInitializer: '', inferenceServer: '' } },
    running: { properties, capacity: 1, startedAt: Date.now() },
    resource: {
      ...{ id, name, type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments' },
      ...{ location: 'eastus', tags: {}, properties },
    },
  });
}
