import { describe, expect, test } from 'vitest';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import {
  deploymentRequest,
  flowFiles,
  inferenceConfig,
  readyDeployment,
  readyEndpoint,
  registeredAssets,
} from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

/** An endpoint and the assets to deploy under it. */
async function stage(files = flowFiles()) {
  const { world, azure, workspaceId } = emulated();
  const endpoint = await readyEndpoint(world, workspaceId);
  const request = deploymentRequest(await registeredAssets(world, workspaceId, files));
  return { world, azure, endpoint, request };
}

describe('a new deployment', () => {
  test('that asks for more than there is, is refused with the service’s own words', async () => {
    const { world, endpoint, request } = await stage();

    const begun = await world.deployments.begin(endpoint, 'blue', { ...request, instanceCount: 50 });

    expect(begun).toMatchObject({
      kind: 'refused',
      fault: { slug: 'operation-failed', message: expect.stringContaining('Not enough quota available') },
    });
    expect(await world.deployments.get(endpoint, 'blue')).toBeUndefined();
  });

  test('whose container crashes is refused with code and message of its operation, and leaves logs', async () => {
    const { world, endpoint, request } = await stage();
    await world.deployments.begin(endpoint, 'blue', request);

    const made = await until(
      () => world.deployments.check(endpoint, 'blue'),
      (answer) => answer.kind === 'refused' || answer.value.state === 'done',
    );

    expect(made).toMatchObject({
      kind: 'refused',
      fault: {
        slug: 'deployment-failed',
        message: expect.stringMatching(/^Deployment blue of endpoint \S+ is Failed\. ResourceNotReady: User container/),
        remedy: expect.stringContaining('log'),
      },
    });
    const logs = await world.deployments.logs(endpoint, 'blue');
    expect(logs.map(({ container }) => container)).toEqual(['InferenceServer', 'StorageInitializer']);
    expect(logs[0]?.text).toContain('Worker failed to boot');
  });

  test.each([
    ['image-build-failure', 'ImageBuildFailure', 'requirement'],
    ['failing-operation', 'InternalServerError', 'logs'],
  ] as const)('that ends with %s is refused with the cure', async (name, code, remedy) => {
    const { world, azure, endpoint, request } = await stage();
    const context = { files: { Dockerfile: 'FROM base\n' }, dockerfilePath: 'Dockerfile' };
    const built = await world.environments.create(endpoint.workspaceId, endpoint.name, '1', {
      context,
      inferenceConfig,
    });
    azure.cloud.faults.add({ name, target: endpoint.name, count: 1 });

    const environmentId = built.kind === 'done' ? built.value.id : '';
    const made = await readyDeployment(world, endpoint, 'blue', { ...request, environmentId });

    expect(made).toMatchObject({
      kind: 'refused',
      fault: {
        slug: 'deployment-failed',
        message: expect.stringContaining(`${code}: `),
        remedy: expect.stringContaining(remedy),
      },
    });
  });
});
