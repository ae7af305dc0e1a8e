import { describe, expect, test } from 'vitest';
import { ask, resourceGroup, subscriptionId, workspaceName } from '../../support/azure-client.ts';
import { azureOfThisFile, registerEnvironment, registerModel, upload } from '../../support/emulated-azure.ts';

const started = azureOfThisFile();

const place = [resourceGroup, workspaceName] as const;
const names = async (items: AsyncIterable<{ name?: string | undefined }>) => {
  const found = [];
  for await (const { name } of items) found.push(name);
  return found;
};

describe('the workspace (Machine Learning REST reference)', () => {
  test('says where everything is', async () => {
    const workspace = await started.machineLearning.workspaces.get(...place);

    expect(workspace.location).toBe('eastus');
    expect(workspace.storageAccount).toContain('/providers/Microsoft.Storage/storageAccounts/');
    expect(workspace.containerRegistry).toContain('/providers/Microsoft.ContainerRegistry/registries/');
    expect(workspace.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(workspace.mlFlowTrackingUri).toMatch(/^azureml:\/\/eastus\.api\.azureml\.ms\/mlflow/);
  });

  test('has one default datastore, and tells its key', async () => {
    const found = [];
    for await (const each of started.machineLearning.datastores.list(...place, { isDefault: true })) found.push(each);
    const secrets = await started.machineLearning.datastores.listSecrets(...place, 'workspaceblobstore');

    expect(found.map((each) => each.name)).toEqual(['workspaceblobstore']);
    expect(found[0]?.properties).toMatchObject({
      accountName: started.azure.cloud.storage.workspaceAccount.name,
      containerName: expect.stringMatching(/^azureml-blobstore-[0-9a-f-]{36}$/),
    });
    expect(secrets).toMatchObject({ secretsType: 'AccountKey', key: started.azure.cloud.storage.workspaceAccount.key });
  });
});

describe('models', () => {
  test('a first version makes its container', async () => {
    await registerModel(started, undefined, { name: 'first', version: '7' });

    const container = await started.machineLearning.modelContainers.get(...place, 'first');

    expect(container.properties).toMatchObject({ latestVersion: '7', nextVersion: '8' });
  });

  test('keep their address: "Asset paths cannot be updated." (field report)', async () => {
    const id = await registerModel(started, undefined, { name: 'kept' });
    const body = (modelUri: string) => ({ properties: { modelType: 'custom_model', modelUri } });

    const { status, body: answer } = await ask(started.azure.url, {
      ...{ method: 'PUT', path: id },
      body: body('azureml://datastores/workspaceblobstore/paths/LocalUpload/other/flow'),
    });

    expect({ status, message: answer.error.message }).toEqual({
      status: 409,
      message: 'Asset paths cannot be updated.',
    });
  });

  test('change their tags, and are made again with 200', async () => {
    const id = await registerModel(started, undefined, { name: 'tagged' });
    const { body: before } = await ask(started.azure.url, { path: id });
    const properties = { ...before.properties, tags: { reviewed: 'yes' } };

    const put = await ask(started.azure.url, { method: 'PUT', path: id, body: { properties } });

    expect(put.status).toBe(200);
    expect(put.body.properties.tags).toEqual({ reviewed: 'yes' });
  });

  test('come in pages', async () => {
    for (let version = 1; version <= 45; version += 1) {
      await registerModel(started, {}, { name: 'many', version: String(version) });
    }

    const found = await names(started.machineLearning.modelVersions.list(...place, 'many'));

    expect(new Set(found).size).toBe(45);
    expect(started.azure.requests.all().filter(({ query }) => query.includes('skipToken'))).not.toEqual([]);
  });

  test('are deleted', async () => {
    await registerModel(started, {}, { name: 'gone' });

    await started.machineLearning.modelVersions.delete(...place, 'gone', '1');

    await expect(started.machineLearning.modelVersions.get(...place, 'gone', '1')).rejects.toMatchObject({
      statusCode: 404,
      code: 'UserError',
    });
  });
});

describe('environments', () => {
  test('have an image or a build context, not both (field report: "mutually exclusive")', async () => {
    const contextUri = await upload(started, 'DockerBuildContext/both', { Dockerfile: 'FROM scratch' });

    const both = registerEnvironment(started, { image: 'mcr.microsoft.com/x', build: { contextUri } }, 'both');

    await expect(both).rejects.toMatchObject({
      message:
        'More than one of BaseImage, BaseDockerfile, and BuildContext were set; these are mutually exclusive properties.',
    });
  });

  test('have one of them', async () => {
    await expect(registerEnvironment(started, {}, 'neither')).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('machines, usage and quota (Machine Learning REST reference; VM SKU list of managed online endpoints)', () => {
  test('every machine has a price for Linux', async () => {
    const { value } = await started.machineLearning.virtualMachineSizes.list('eastus');
    const linux = value?.map((size) =>
      size.estimatedVMPrices?.values.find((price) => price.osType === 'Linux' && price.vmTier === 'Standard'),
    );

    expect(value).toHaveLength(85);
    expect(linux?.every((price) => (price?.retailPrice ?? 0) > 0)).toBe(true);
  });

  test('usage and quota come by family', async () => {
    const usages = [];
    for await (const usage of started.machineLearning.usages.list('eastus')) usages.push(usage);
    const quotas = [];
    for await (const quota of started.machineLearning.quotas.list('eastus')) quotas.push(quota);

    const family = usages.find((usage) => usage.name?.value === 'standardDSv2Family');
    expect(family).toMatchObject({ currentValue: 0, limit: 100, unit: 'Count' });
    expect(quotas).toHaveLength(usages.length);
  });
});

test('identities are made, read and deleted (Managed Identity REST reference)', async () => {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const path = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows`;
  const send = (method: string, body?: object) =>
    ask(started.azure.url, { method, path, apiVersion: '2023-01-31', ...(body && { body }) });

  const made = await send('PUT', { location: 'eastus' });
  const read = await send('GET');
  const deleted = await send('DELETE');

  expect([made.status, read.status, deleted.status, (await send('GET')).status]).toEqual([201, 200, 200, 404]);
  expect(read.body.properties.principalId).toBe(made.body.properties.principalId);
});
