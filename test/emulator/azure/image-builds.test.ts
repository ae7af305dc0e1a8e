import { beforeEach, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../support/deployment-outcome.ts';
import {
  azureOfEachTest,
  createDeployment,
  createEndpoint,
  registerEnvironment,
  registerModel,
  upload,
} from '../../support/emulated-azure.ts';
import { echoPython, flowYaml, servingVariables } from '../../support/flow-files.ts';

const started = azureOfEachTest();

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

    expect((await outcomeOf(started)).state).toBe('Succeeded');
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

    expect((await outcomeOf(started)).state).toBe('Succeeded');
  });

  test.each([
    ['without a Dockerfile', {}],
    ['with a file to copy that is not there', { Dockerfile: dockerfile }],
    ['without a base image', { Dockerfile: 'RUN true' }],
  ])('and fails %s', async (name, files) => {
    const environmentId = await environmentFrom(name.replaceAll(' ', '-'), files);
    await createDeployment(started, 'echo', 'blue', { environmentId });

    const outcome = await outcomeOf(started);

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

    expect((await outcomeOf(started)).code).toBe('ImageBuildFailure');
  });
});

describe('a variable that refers to a connection (Secret injection in online endpoints, SecretsInjectionError)', () => {
  const deployWith = async (value: string) => {
    const environmentVariables = { ...servingVariables, open_ai_connection: value };
    await createDeployment(started, 'echo', 'blue', { environmentVariables });
    return outcomeOf(started);
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
