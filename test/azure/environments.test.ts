import { describe, expect, test } from 'vitest';
import { emulatedWorldOfThisFile } from './emulated-azure-fixture.ts';
import { imageSpec, inferenceConfig, newName } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

const bodyOf = (name: string) =>
  emulated()
    .azure.requests.all()
    .find(({ method, path }) => method === 'PUT' && path.includes(`/environments/${name}/`))?.body;

const contextSpec = (requirements: string) => ({
  context: {
    files: { Dockerfile: 'FROM base\nCOPY ./requirements.txt .\n', 'requirements.txt': requirements },
    dockerfilePath: 'Dockerfile',
  },
  inferenceConfig,
});

describe('an environment', () => {
  test('is an image with the routes of its container', async () => {
    const { world, workspaceId } = emulated();
    const name = newName();

    expect(await world.environments.exists(workspaceId, name, '7')).toBe(false);
    const created = await world.environments.create(workspaceId, name, '7', imageSpec);

    expect(await world.environments.exists(workspaceId, name, '7')).toBe(true);
    expect(await world.environments.exists(workspaceId, name, '8')).toBe(false);
    expect(created).toEqual({ kind: 'done', value: { id: `${workspaceId}/environments/${name}/versions/7` } });
    expect(bodyOf(name)).toEqual({ properties: { osType: 'Linux', image: imageSpec.image, inferenceConfig } });
  });

  test('is a Docker context in the workspace’s datastore, and then no image', async () => {
    const { world, azure, workspaceId } = emulated();
    const name = newName();

    await world.environments.create(workspaceId, name, '1', contextSpec('langchain\n'));

    const { account, container } = {
      account: azure.cloud.storage.workspaceAccount.name,
      container: `azureml-blobstore-${azure.workspace.properties.workspaceId}`,
    };
    expect(bodyOf(name)).toEqual({
      properties: {
        osType: 'Linux',
        inferenceConfig,
        build: {
          dockerfilePath: 'Dockerfile',
          contextUri: expect.stringMatching(
            new RegExp(
              `^https://${account}\\.blob\\.core\\.windows\\.net/${container}/LocalUpload/[0-9a-f]{64}/docker-context/$`,
            ),
          ),
        },
      },
    });
  });

  test('with another context is uploaded elsewhere, and with the same one to the same place', async () => {
    const { world, workspaceId } = emulated();
    const names = [newName(), newName(), newName()];
    const contexts = ['a\n', 'a\n', 'b\n'];
    for (const [at, name] of names.entries()) {
      await world.environments.create(workspaceId, name, '1', contextSpec(contexts[at] ?? ''));
    }

    const [first, same, other] = names.map((name) => JSON.stringify(bodyOf(name)));

    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test('that is there is left as it is', async () => {
    const { world, workspaceId, listen } = emulated();
    const name = newName();
    const first = await world.environments.create(workspaceId, name, '1', imageSpec);
    const heard = listen();

    expect(await world.environments.create(workspaceId, name, '1', imageSpec)).toEqual(first);
    expect(heard().map(({ method }) => method)).toEqual(['GET']);
  });

  test('that the app may not create is refused, with what is missing', async () => {
    const { world, azure, workspaceId } = emulated();
    azure.cloud.faults.add({ name: 'forbidden', target: 'PUT .*/environments/', count: 1 });

    const created = await world.environments.create(workspaceId, newName(), '1', imageSpec);

    expect(created).toMatchObject({ kind: 'refused', fault: { slug: 'missing-permission' } });
  });
});
