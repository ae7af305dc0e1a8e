import { randomUUID } from 'node:crypto';
import type { EnvironmentSpec } from '../../domain/environment.ts';
import type { DeploymentRequest, EndpointBody, ModelSpec } from '../../domain/plan.ts';
import { type EndpointRef, partsOf } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { until } from './emulated-azure-fixture.ts';

export const newName = () => `e${randomUUID().slice(0, 8)}`;

export const flowFiles = (echo = 'text'): ReadonlyMap<string, Uint8Array> =>
  new Map(
    Object.entries({
      'flow.dag.yaml': `inputs:
  text:
    type: string
outputs:
  answer:
    type: string
    reference: \${echo.output}
nodes:
- name: echo
  type: python
  source:
    type: code
    path: echo.py
  inputs:
    ${echo}: \${inputs.text}
`,
      'echo.py': `from promptflow import tool\n\n\n@tool\ndef echo(${echo}: str) -> str:\n    return ${echo}\n`,
      'data/samples.jsonl': '{"text": "hello", "answer": "hello"}\n',
    }).map(([path, text]) => [path, Buffer.from(text)]),
  );

export const modelSpec = (over: Partial<ModelSpec> = {}): ModelSpec => ({
  name: `m-${randomUUID().slice(0, 8)}`,
  version: '123456789',
  contentHash: randomUUID().replaceAll('-', '').repeat(2),
  folder: 'echo-flow',
  description: 'a flow that says what it hears',
  properties: { 'azureml.promptflow.source_flow_id': 'echo-flow' },
  tags: { flow: 'echo' },
  ...over,
});

export const inferenceConfig = {
  livenessRoute: { path: '/health', port: 8080 },
  readinessRoute: { path: '/health', port: 8080 },
  scoringRoute: { path: '/score', port: 8080 },
};

export const imageSpec: EnvironmentSpec = {
  image: 'mcr.microsoft.com/azureml/promptflow/promptflow-runtime:20251211.v2',
  inferenceConfig,
};

export const endpointBody = (over: Partial<EndpointBody> = {}): EndpointBody => ({
  location: 'eastus',
  auth: 'key',
  identity: { kind: 'system' },
  enforceConnectionSecrets: false,
  publicNetworkAccess: true,
  description: 'says what it hears',
  tags: { team: 'flows' },
  ...over,
});

export const deploymentRequest = (over: Partial<DeploymentRequest> = {}): DeploymentRequest => ({
  location: 'eastus',
  instanceType: 'Standard_DS3_v2',
  instanceCount: 1,
  environmentVariables: { PROMPTFLOW_RUN_MODE: 'serving' },
  requestTimeoutInSeconds: 200,
  maxConcurrentRequests: 10,
  appInsights: true,
  dataCollection: false,
  description: '',
  tags: { release: 'r1' },
  modelId: '',
  environmentId: '',
  ...over,
});

/** The model and the environment that a deployment of the echo flow runs. */
export async function registeredAssets(world: World, workspaceId: string, files = flowFiles()) {
  const model = await world.models.register(workspaceId, modelSpec(), files);
  const environment = await world.environments.create(workspaceId, newName(), '1', imageSpec);
  if (model.kind === 'refused' || environment.kind === 'refused')
    throw new Error(JSON.stringify({ model, environment }));
  return { modelId: model.value.id, environmentId: environment.value.id };
}

/** Looks after an endpoint until its operation has ended. */
export const settledEndpoint = (world: World, endpoint: EndpointRef) =>
  until(
    () => world.endpoints.check(endpoint),
    (answer) => answer.kind === 'refused' || answer.value.state === 'done',
  );

export async function readyEndpoint(world: World, workspaceId: string, over: Partial<EndpointBody> = {}) {
  const endpoint: EndpointRef = { workspaceId, name: newName() };
  await world.endpoints.begin(endpoint, endpointBody(over));
  await until(
    () => world.endpoints.check(endpoint),
    (answer) => answer.kind === 'done' && answer.value.state === 'done',
  );
  return endpoint;
}

export async function readyDeployment(world: World, endpoint: EndpointRef, name: string, request: DeploymentRequest) {
  const environmentVariables = { ...request.environmentVariables, PRT_CONFIG_OVERRIDE: placeOf(endpoint, name) };
  await world.deployments.begin(endpoint, name, { ...request, environmentVariables });
  return until(
    () => world.deployments.check(endpoint, name),
    (answer) => answer.kind === 'refused' || answer.value.state === 'done',
  );
}

/** Without it the container does not know where its connections are, and ends at once. */
function placeOf(endpoint: EndpointRef, deployment: string): string {
  const { subscriptionId, resourceGroup, name } = partsOf(endpoint.workspaceId);
  const place = {
    subscription_id: subscriptionId,
    resource_group: resourceGroup,
    workspace_name: name,
    endpoint_name: endpoint.name,
    deployment_name: deployment,
  };
  return Object.entries(place)
    .map(([key, value]) => `deployment.${key}=${value}`)
    .join(',');
}
