import { describe, expect, test } from 'vitest';
import { datastoreOf, emulatedWorldOfThisFile } from './emulated-azure-fixture.ts';
import { flowFiles, modelSpec } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

async function blobsUnder(prefix: string) {
  const found: Record<string, string> = {};
  for await (const blob of datastoreOf(emulated().azure).listBlobsFlat({ prefix, includeMetadata: true })) {
    found[blob.name.slice(prefix.length)] = blob.metadata?.['upload_status'] ?? '';
  }
  return found;
}

describe('a flow’s folder', () => {
  test('is uploaded and registered as a model of this content', async () => {
    const { world, azure, workspaceId } = emulated();
    const model = modelSpec();

    const registered = await world.models.register(workspaceId, model, flowFiles());

    expect(registered).toEqual({
      kind: 'done',
      value: { id: `${workspaceId}/models/${model.name}/versions/${model.version}` },
    });
    expect(await blobsUnder(`LocalUpload/${model.contentHash}/echo-flow/`)).toEqual({
      'data/samples.jsonl': 'completed',
      'echo.py': '',
      'flow.dag.yaml': '',
    });
    const put = azure.requests.all().find(({ method, path }) => method === 'PUT' && path.includes('/models/'));
    expect(put).toMatchObject({
      apiVersion: '2024-10-01',
      scope: 'https://management.azure.com/.default',
      status: 201,
    });
    expect(put?.body).toEqual({
      properties: {
        modelType: 'custom_model',
        modelUri:
          'azureml://subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-flowferry/workspaces/flowferry-dev' +
          `/datastores/workspaceblobstore/paths/LocalUpload/${model.contentHash}/echo-flow`,
        description: model.description,
        properties: model.properties,
        tags: model.tags,
      },
    });
  });

  test('is written to blobs with a token for storage', async () => {
    const { world, workspaceId, listen } = emulated();
    const heard = listen();
    await world.models.register(workspaceId, modelSpec(), flowFiles());

    const uploads = heard().filter(({ host, method }) => host.includes('.blob.') && method === 'PUT');

    expect(uploads.length).toBeGreaterThanOrEqual(4);
    expect(new Set(uploads.map(({ scope }) => scope))).toEqual(new Set(['https://storage.azure.com/.default']));
  });

  test('registered a second time writes nothing', async () => {
    const { world, workspaceId, listen } = emulated();
    const model = modelSpec();
    const first = await world.models.register(workspaceId, model, flowFiles());
    const heard = listen();

    expect(await world.models.register(workspaceId, model, flowFiles())).toEqual(first);
    expect(heard().map(({ method }) => method)).toEqual(['GET']);
  });

  test('that is there already is not uploaded again for another model', async () => {
    const { world, workspaceId, listen } = emulated();
    const model = modelSpec();
    await world.models.register(workspaceId, model, flowFiles());
    const heard = listen();

    await world.models.register(workspaceId, { ...model, version: '2' }, flowFiles());

    const writes = heard().filter(({ method }) => method === 'PUT');
    expect(writes.map(({ path }) => path)).toEqual([expect.stringMatching(/\/models\/.*\/versions\/2$/)]);
  });

  test('whose upload broke off is uploaded again, whole', async () => {
    const { world, azure, workspaceId } = emulated();
    const model = modelSpec();
    azure.cloud.faults.add({ name: 'forbidden', target: 'PUT .*echo-flow/echo.py', count: 1 });
    const broken = await world.models.register(workspaceId, model, flowFiles());

    const registered = await world.models.register(workspaceId, model, flowFiles());

    expect(broken.kind).toBe('refused');
    expect(registered.kind).toBe('done');
    const blobs = await blobsUnder(`LocalUpload/${model.contentHash}/echo-flow/`);
    expect(Object.keys(blobs)).toHaveLength(3);
  });

  test('with other content under a version that is taken is refused', async () => {
    const { world, workspaceId } = emulated();
    const model = modelSpec();
    await world.models.register(workspaceId, model, flowFiles());

    const other = await world.models.register(workspaceId, { ...model, contentHash: 'f'.repeat(64) }, flowFiles());

    expect(other).toMatchObject({ kind: 'refused', fault: { slug: 'operation-failed' } });
  });

  test('of a workspace that is not there is refused', async () => {
    const { world, workspaceId } = emulated();

    const registered = await world.models.register(`${workspaceId}-2`, modelSpec(), flowFiles());

    expect(registered).toMatchObject({ kind: 'refused', fault: { slug: 'operation-failed' } });
  });

  test('is registered though the answer to the registration is lost', async () => {
    const { world, azure, workspaceId } = emulated();
    azure.cloud.faults.add({ name: 'lost-answer', target: 'PUT .*/models/', count: 1 });

    expect((await world.models.register(workspaceId, modelSpec(), flowFiles())).kind).toBe('done');
  });
});
