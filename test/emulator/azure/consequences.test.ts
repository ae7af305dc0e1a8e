import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { roles } from '../../../emulator/azure/authorization/roles.ts';
import { ask, resourceGroup, subscriptionId, workspaceName } from '../../support/azure-client.ts';
import {
  azureForTests,
  createDeployment,
  createEndpoint,
  registerEnvironment,
  registerModel,
  type StartedAzure,
  upload,
} from '../../support/emulated-azure.ts';
import { echoPython, flowYaml, servingVariables } from '../../support/flow-files.ts';

let tests: Awaited<ReturnType<typeof azureForTests>>;
let started: StartedAzure;
beforeAll(async () => {
  tests = await azureForTests();
});
beforeEach(async () => {
  started = await tests.start();
});
afterAll(() => tests.stop());

const place = [resourceGroup, workspaceName] as const;

async function outcomeOf(endpoint = 'echo', deployment = 'blue') {
  const { properties } = await started.machineLearning.onlineDeployments.get(...place, endpoint, deployment);
  const url = new URL(properties.properties?.['AzureAsyncOperationUri'] ?? '');
  const operation = await ask(started.azure.url, { path: `${url.pathname}${url.search}`, apiVersion: null });
  const logs = await started.machineLearning.onlineDeployments.getLogs(...place, endpoint, deployment, {
    containerType: 'InferenceServer',
  });
  const { code, message } = operation.body.error ?? {};
  return { state: properties.provisioningState, code, message, log: logs.content ?? '' };
}

const control = (path: string, body: object, method = 'POST') =>
  fetch(`${started.azure.controlUrl}${path}`, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

const identityId =
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
  '/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows';

describe('a user-assigned identity gets no role by itself (Authentication for online endpoints)', () => {
  const attach = { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
  let principalId: string;
  let environmentVariables: Record<string, string>;
  beforeEach(async () => {
    const made = (await (await control('/identities', { id: identityId })).json()) as {
      properties: { principalId: string; clientId: string };
    };
    ({ principalId } = made.properties);
    environmentVariables = { ...servingVariables, AZURE_CLIENT_ID: made.properties.clientId };
    await createEndpoint(started, 'echo', attach);
  });
  const grant = (role: { name: string }, scope: string, afterSeconds = 0) =>
    control('/roles', { principalId, role: role.name, scope, afterSeconds });

  test('without AcrPull the image cannot be pulled', async () => {
    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect(await outcomeOf()).toMatchObject({
      ...{ state: 'Failed', code: 'BadArgument' },
      message: expect.stringContaining('Endpoint identity does not have pull permission on the registry.'),
    });
  });

  test('without Storage Blob Data Reader the model cannot be downloaded', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry);

    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect(await outcomeOf()).toMatchObject({
      ...{ state: 'Failed', code: 'BadArgument' },
      message: expect.stringContaining('Startup task failed due to authorization error'),
    });
  });

  test('a role that has not reached the services yet is none (Azure RBAC: changes take their time)', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry, 3600);
    await grant(roles.blobDataReader, started.azure.workspace.properties.storageAccount);

    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect((await outcomeOf()).code).toBe('BadArgument');
  });

  test('with both it comes up', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry);
    await grant(roles.blobDataReader, started.azure.workspace.properties.storageAccount);

    await createDeployment(started, 'echo', 'blue', { environmentVariables });

    expect((await outcomeOf()).state).toBe('Succeeded');
  });

  test('a registry that is not linked to the workspace needs a role of its own', async () => {
    await grant(roles.acrPull, started.azure.workspace.properties.containerRegistry);
    await grant(roles.blobDataReader, started.azure.workspace.properties.storageAccount);
    const environmentId = await registerEnvironment(started, { image: 'elsewhere.azurecr.io/flows:1' }, 'foreign');
    const resource = `/subscriptions/${subscriptionId}/resourceGroups/other`;

    await createDeployment(started, 'echo', 'blue', { environmentVariables, environmentId });
    await grant(roles.acrPull, `${resource}/providers/Microsoft.ContainerRegistry/registries/elsewhere`);
    await createDeployment(started, 'echo', 'green', { environmentVariables, environmentId });

    expect((await outcomeOf('echo', 'blue')).code).toBe('BadArgument');
    expect((await outcomeOf('echo', 'green')).state).toBe('Succeeded');
  });
});

describe('a system-assigned identity has what it needs (Authentication for online endpoints, automatic roles)', () => {
  test('three roles by itself, and the fourth when it enforces secret stores', async () => {
    await createEndpoint(started, 'plain');
    await createEndpoint(
      started,
      'secretive',
      { type: 'SystemAssigned' },
      {
        properties: { enforce_access_to_default_secret_stores: 'enabled' },
      },
    );
    const rolesOf = async (name: string) => {
      const { identity } = await started.machineLearning.onlineEndpoints.get(...place, name);
      const assigned = started.azure.cloud.roleAssignments.values();
      return assigned
        .filter(({ properties }) => properties.principalId === identity?.principalId)
        .map(({ properties }) => properties.roleDefinitionId.split('/').at(-1));
    };

    const usual = [roles.acrPull.guid, roles.blobDataReader.guid, roles.metricsWriter.guid];
    expect(await rolesOf('plain')).toEqual(usual);
    expect(await rolesOf('secretive')).toEqual([...usual, roles.connectionSecretsReader.guid]);
  });
});

const withConnection = (name: string) =>
  flowYaml.replace('question: ${inputs.question}', `question: \${inputs.question}\n    connection: ${name}`);
const connectedPython = echoPython
  .replace('import tool', 'import tool\nfrom promptflow.connections import CustomConnection')
  .replace('question: str', 'question: str, connection: CustomConnection');

describe('a container that cannot start (Troubleshoot online endpoints, ResourceNotReady)', () => {
  beforeEach(() => createEndpoint(started, 'echo'));
  const deploy = async (files: Record<string, string>, more = {}) => {
    const model = await registerModel(started, files, { name: `model-${Object.keys(files).length}` });
    await createDeployment(started, 'echo', 'blue', { model, ...more });
    return outcomeOf();
  };

  test('for want of a flow file', async () => {
    expect(await deploy({ 'readme.md': 'nothing' })).toMatchObject({ state: 'Failed', code: 'ResourceNotReady' });
  });

  test('for want of a source file, which its log names', async () => {
    const outcome = await deploy({ 'flow.dag.yaml': flowYaml });

    expect(outcome).toMatchObject({ state: 'Failed', code: 'ResourceNotReady' });
    expect(outcome.log).toContain('echo.py');
  });

  test('for want of a package, which its log names', async () => {
    const outcome = await deploy({ 'flow.dag.yaml': flowYaml, 'echo.py': `import nothing_like_it\n${echoPython}` });

    expect(outcome.code).toBe('ResourceNotReady');
    expect(outcome.log).toContain("No module named 'nothing_like_it'");
  });

  test('for want of a connection, when it may read secrets', async () => {
    const { identity } = await started.machineLearning.onlineEndpoints.get(...place, 'echo');
    const { id } = started.azure.workspace;
    await control('/roles', {
      principalId: identity?.principalId,
      scope: id,
      role: roles.connectionSecretsReader.name,
    });

    const outcome = await deploy({ 'flow.dag.yaml': withConnection('absent'), 'echo.py': connectedPython });

    expect(outcome.code).toBe('ResourceNotReady');
    expect(outcome.log).toContain('connections/absent/listsecrets');
  });

  test('but a missing role on connections lets it come up (Learn article, "Access denied to list workspace secret")', async () => {
    const outcome = await deploy({ 'flow.dag.yaml': withConnection('open_ai_connection'), 'echo.py': connectedPython });

    expect(outcome.state).toBe('Succeeded');
  });

  test('for want of a model: BadArgument (Troubleshoot online endpoints, "unable to download user model")', async () => {
    const model = await registerModel(started, {}, { name: 'empty' });
    await createDeployment(started, 'echo', 'blue', { model });

    expect(await outcomeOf()).toMatchObject({ state: 'Failed', code: 'BadArgument' });
  });
});

describe('the image is built by the first deployment that uses it (Troubleshoot online endpoints, ImageBuildFailure)', () => {
  beforeEach(() => createEndpoint(started, 'echo'));
  const dockerfile =
    'FROM mcr.microsoft.com/azureml/promptflow/promptflow-runtime:latest\nCOPY ./requirements.txt .\nRUN pip install -r requirements.txt\n';
  const environmentFrom = async (name: string, files: Record<string, string>) => {
    const contextUri = await upload(started, `DockerBuildContext/${name}`, files);
    return registerEnvironment(started, { build: { contextUri, dockerfilePath: 'Dockerfile' } }, name);
  };

  test('and not by the second', async () => {
    const environmentId = await environmentFrom('built', { Dockerfile: dockerfile, 'requirements.txt': 'promptflow' });
    const timeOf = async (name: string) => {
      const begun = started.clock.now();
      await createDeployment(started, 'echo', name, { environmentId });
      return (started.clock.now() - begun) / 60_000;
    };

    const [first, second] = [await timeOf('blue'), await timeOf('green')];

    expect((await outcomeOf()).state).toBe('Succeeded');
    expect(first).toBeGreaterThan(11);
    expect(first).toBeLessThan(17);
    expect(second).toBeLessThan(12);
  });

  test('its packages are there when the container starts', async () => {
    const files = { 'flow.dag.yaml': flowYaml, 'echo.py': `import pandas_like\n${echoPython}` };
    const model = await registerModel(started, files, { name: 'with-package' });
    const environmentId = await environmentFrom('extra', {
      Dockerfile: dockerfile,
      'requirements.txt': 'pandas-like==1.0\n',
    });

    await createDeployment(started, 'echo', 'blue', { model, environmentId });

    expect((await outcomeOf()).state).toBe('Succeeded');
  });

  test.each([
    ['without a Dockerfile', {}],
    ['with a file to copy that is not there', { Dockerfile: dockerfile }],
    ['without a base image', { Dockerfile: 'RUN true' }],
  ])('and fails %s', async (name, files) => {
    const environmentId = await environmentFrom(name.replaceAll(' ', '-'), files);
    await createDeployment(started, 'echo', 'blue', { environmentId });

    const outcome = await outcomeOf();

    expect(outcome).toMatchObject({ state: 'Failed', code: 'ImageBuildFailure' });
    expect(outcome.message).toMatch(/Build log: https:.*20_image_build_log\.txt/);
  });

  test('fails by fault too', async () => {
    started.azure.cloud.faults.add({ name: 'image-build-failure' });
    const environmentId = await environmentFrom('built-not', {
      Dockerfile: dockerfile,
      'requirements.txt': 'promptflow',
    });
    await createDeployment(started, 'echo', 'blue', { environmentId });

    expect((await outcomeOf()).code).toBe('ImageBuildFailure');
  });
});

describe('a variable that refers to a connection (Secret injection in online endpoints, SecretsInjectionError)', () => {
  const deployWith = async (value: string) => {
    const environmentVariables = { ...servingVariables, open_ai_connection: value };
    await createDeployment(started, 'echo', 'blue', { environmentVariables });
    return outcomeOf();
  };

  test.each([
    ['whole', '${{azureml://connections/open_ai_connection}}'],
    ['by its key', '${{azureml://connections/open_ai_connection/credentials/key}}'],
    ['by its target', '${{azureml://connections/open_ai_connection/target}}'],
  ])('is filled, %s', async (_, value) => {
    await createEndpoint(
      started,
      'echo',
      { type: 'SystemAssigned' },
      {
        properties: { enforce_access_to_default_secret_stores: 'enabled' },
      },
    );

    expect((await deployWith(value)).state).toBe('Succeeded');
  });

  test('fails the deployment when the identity may not read it', async () => {
    await createEndpoint(started, 'echo');

    expect((await deployWith('${{azureml://connections/open_ai_connection/target}}')).code).toBe(
      'SecretsInjectionError',
    );
  });

  test('fails the deployment when it points at nothing', async () => {
    await createEndpoint(
      started,
      'echo',
      { type: 'SystemAssigned' },
      {
        properties: { enforce_access_to_default_secret_stores: 'enabled' },
      },
    );

    expect((await deployWith('${{azureml://connections/absent/target}}')).code).toBe('SecretsInjectionError');
  });
});

test('no-quota: the family has no core left (Troubleshoot online endpoints, OutOfQuota)', async () => {
  await createEndpoint(started, 'echo');
  started.azure.cloud.faults.add({ name: 'no-quota', count: 1 });

  await expect(createDeployment(started)).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
});
