import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type AzureOptions, type EmulatedAzure, startAzure } from '../../emulator/azure/azure.ts';
import { type TestClock, testClock } from '../../emulator/clock.ts';
import { type Storage, startStorage } from '../../emulator/storage.ts';
import { azureClients, resourceGroup, subscriptionId, workspaceName } from './azure-client.ts';
import { echoPython, flowYaml, servingVariables } from './flow-files.ts';

/** An emulated Azure for one test file: the storage is started once, Azure itself as often as a test wants. */
export async function azureForTests() {
  const folder = mkdtempSync(join(tmpdir(), 'flowferry-azure-'));
  const storage: Storage = await startStorage({ folder });
  const started: EmulatedAzure[] = [];
  return {
    storage: storage.addresses,
    async start(options: Partial<AzureOptions> = {}) {
      const clock = testClock();
      const azure = await startAzure({ clock, storage: storage.addresses, ...options });
      started.push(azure);
      return { azure, clock, ...azureClients(azure.url) };
    },
    async stop() {
      await Promise.all(started.map((azure) => azure.stop()));
      await storage.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One emulated Azure for all tests of this file. */
export function azureOfThisFile(options: Partial<AzureOptions> = {}): StartedAzure {
  return azureFor(beforeAll, options);
}

/** A new emulated Azure for each test of this file. */
export const azureOfEachTest = (): StartedAzure => azureFor(beforeEach, {});

/** Stands for the one that runs by now: tests name it before there is any. */
function azureFor(before: typeof beforeAll | typeof beforeEach, options: Partial<AzureOptions>) {
  let tests: Awaited<ReturnType<typeof azureForTests>> | undefined;
  let current: StartedAzure | undefined;
  beforeAll(async () => {
    tests = await azureForTests();
  });
  before(async () => {
    current = await tests?.start(options);
  });
  afterAll(() => tests?.stop());
  const now = () => {
    if (!current) throw new Error('asked before the tests began');
    return current;
  };
  return {
    get azure() {
      return now().azure;
    },
    get clock() {
      return now().clock;
    },
    get machineLearning() {
      return now().machineLearning;
    },
    get authorization() {
      return now().authorization;
    },
    blobs: (account: string) => now().blobs(account),
  };
}

export type StartedAzure = Awaited<ReturnType<Awaited<ReturnType<typeof azureForTests>>['start']>>;

/** Lets the clock run until no operation is under way. */
export async function untilSettled({ azure, clock }: { azure: EmulatedAzure; clock: TestClock }): Promise<void> {
  const pending = () => azure.cloud.operations.values().filter((each) => each.status === 'InProgress');
  while (pending().length > 0) {
    const before = JSON.stringify(pending());
    clock.jump();
    while (JSON.stringify(pending()) === before) await new Promise((resolve) => setImmediate(resolve));
  }
}

const inferenceConfig = {
  livenessRoute: { path: '/health', port: 8080 },
  readinessRoute: { path: '/health', port: 8080 },
  scoringRoute: { path: '/score', port: 8080 },
};

export const systemAssigned = { type: 'SystemAssigned' };

interface ModelFacts {
  readonly name?: string;
  readonly version?: string;
  readonly properties?: Record<string, string>;
}

/** Puts a model folder into the workspace storage and registers it; answers the id of the version. */
export async function registerModel(
  started: StartedAzure,
  files: Readonly<Record<string, string>> = { 'flow.dag.yaml': flowYaml, 'echo.py': echoPython },
  { name = 'echo', version = '1', properties = { 'azureml.promptflow.source_flow_id': 'echo' } }: ModelFacts = {},
): Promise<string> {
  const path = `LocalUpload/${name}-${version}/echo`;
  await upload(started, path, files);
  const modelUri =
    `azureml://subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/workspaces/` +
    `${workspaceName}/datastores/workspaceblobstore/paths/${path}`;
  const model = await started.machineLearning.modelVersions.createOrUpdate(
    resourceGroup,
    workspaceName,
    name,
    version,
    {
      properties: { modelType: 'custom_model', modelUri, properties },
    },
  );
  return model.id ?? '';
}

/** Writes files below a path of the default datastore, and answers the https address of the folder. */
export async function upload(started: StartedAzure, path: string, files: Readonly<Record<string, string>>) {
  const { accountName, containerName } = started.azure.cloud.datastores.values()[0]?.properties ?? {};
  const container = started.blobs(String(accountName)).getContainerClient(String(containerName));
  await container.createIfNotExists();
  for (const [name, text] of Object.entries(files)) {
    await container.getBlockBlobClient(`${path}/${name}`).upload(text, Buffer.byteLength(text));
  }
  return `${container.url}/${path}/`;
}

/** Registers an environment; answers the id of the version. */
export async function registerEnvironment(
  { machineLearning }: StartedAzure,
  properties: Readonly<Record<string, unknown>> = {
    image: 'mcr.microsoft.com/azureml/promptflow/promptflow-runtime:latest',
  },
  name = 'flows',
): Promise<string> {
  const body = { properties: { inferenceConfig, ...properties } };
  const version = await machineLearning.environmentVersions.createOrUpdate(
    resourceGroup,
    workspaceName,
    name,
    '1',
    body,
  );
  return version.id ?? '';
}

export async function createEndpoint(started: StartedAzure, name = 'echo', identity = systemAssigned, more = {}) {
  const body = { location: 'eastus', identity, properties: { authMode: 'Key', ...more } };
  await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(resourceGroup, workspaceName, name, body);
  await untilSettled(started);
}

/** The body of a deployment of the flow, with everything it needs registered. */
export async function deploymentBody(started: StartedAzure, more: Readonly<Record<string, unknown>> = {}) {
  return {
    location: 'eastus',
    sku: { name: 'Default', capacity: 1 },
    properties: {
      endpointComputeType: 'Managed' as const,
      model: await registerModel(started),
      environmentId: await registerEnvironment(started),
      instanceType: 'Standard_DS3_v2',
      environmentVariables: servingVariables,
      ...more,
    },
  };
}

export async function createDeployment(started: StartedAzure, endpoint = 'echo', name = 'blue', more = {}) {
  const body = await deploymentBody(started, more);
  const { onlineDeployments } = started.machineLearning;
  await onlineDeployments.beginCreateOrUpdate(resourceGroup, workspaceName, endpoint, name, body);
  await untilSettled(started);
}
