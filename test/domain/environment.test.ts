import { describe, expect, test } from 'vitest';
import { deploymentVariables, environmentOf, modelProperties } from '../../domain/environment.ts';
import type { PackageFacts } from '../../domain/package/facts.ts';
import { factsOf } from '../support/facts.ts';
import { manifestOf } from '../support/manifest.ts';
import { packageOf } from '../support/package-files.ts';

const base = 'mcr.example/pf:1';

describe('the environment of a flow', () => {
  test('is the base image when nothing is to be installed', () => {
    expect(environmentOf(factsOf(), manifestOf(), base)).toEqual({
      image: base,
      inferenceConfig: {
        livenessRoute: { path: '/health', port: 8080 },
        readinessRoute: { path: '/health', port: 8080 },
        scoringRoute: { path: '/score', port: 8080 },
      },
    });
  });

  test('is built when the flow has requirements', () => {
    expect(
      environmentOf(factsOf({ requirementsFile: 'deps.txt', requirementsText: 'bs4\n' }), manifestOf(), base).context,
    ).toEqual({
      files: {
        Dockerfile: `FROM ${base}\nCOPY ./requirements.txt .\nRUN pip install -r requirements.txt\n`,
        'requirements.txt': 'bs4\n',
      },
      dockerfilePath: 'Dockerfile',
    });
  });

  test.each([
    [{}, '', base],
    [{ image: 'flow/image:2' }, '', 'flow/image:2'],
    [{ image: 'flow/image:2' }, 'environment: {image: team/image:3}', 'team/image:3'],
  ])('comes from the image of %j and the manifest %j', (parts, text, image) => {
    expect(environmentOf(factsOf(parts), manifestOf(text), base).image).toBe(image);
  });

  test('installs the requirements that the manifest names', () => {
    const files = { 'deps.txt': 'left\n', 'none.txt': '# nothing\n' };
    const facts = factsOf({ requirementsText: 'bs4\n' });
    const spec = (name: string) =>
      environmentOf(facts, manifestOf(`environment: {requirements: ${name}}`, files), base, packageOf(files));

    expect(spec('deps.txt').context?.files['requirements.txt']).toBe('left\n');
    expect(spec('./none.txt')).toMatchObject({ image: base });
  });

  test("is built from the team's own Dockerfile, with the files beside it", () => {
    const files = { 'docker/Dockerfile': 'FROM x', 'docker/deps.txt': 'bs4', 'flow.dag.yaml': '' };
    const spec = environmentOf(
      factsOf(),
      manifestOf('environment: {dockerfile: docker/Dockerfile}', files),
      base,
      packageOf(files),
    );

    expect(spec.context).toEqual({ files: { Dockerfile: 'FROM x', 'deps.txt': 'bs4' }, dockerfilePath: 'Dockerfile' });
  });

  test('cannot be told without the files that the manifest names', () => {
    const manifest = manifestOf('environment: {dockerfile: Dockerfile}', { Dockerfile: 'FROM x' });

    expect(() => environmentOf(factsOf(), manifest, base)).toThrow('Dockerfile');
  });
});

describe('the variables of a deployment', () => {
  const variables = (facts: PackageFacts, text = '', clientId?: string) =>
    deploymentVariables({
      facts,
      manifest: manifestOf(text),
      workspace: { subscriptionId: 'sub', resourceGroup: 'group', name: 'ws' },
      endpointName: 'my-endpoint',
      deploymentName: 'f-1',
      ...(clientId ? { clientId } : {}),
    });

  test('tell the container to serve, and where it is', () => {
    expect(variables(factsOf())).toEqual({
      kind: 'done',
      value: {
        PROMPTFLOW_RUN_MODE: 'serving',
        PRT_CONFIG_OVERRIDE:
          'deployment.subscription_id=sub,deployment.resource_group=group,deployment.workspace_name=ws,deployment.endpoint_name=my-endpoint,deployment.deployment_name=f-1',
      },
    });
  });

  test('carry the identity, the chosen outputs, the replaced connections and what the manifest adds', () => {
    const text =
      'outputs: [answer]\nconnections: {open ai: team}\ndeployment: {environmentVariables: {PROMPTFLOW_WORKER_NUM: 4}}';

    expect(variables(factsOf(), text, 'client')).toMatchObject({
      value: {
        AZURE_CLIENT_ID: 'client',
        PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: '["answer"]',
        open_ai: 'team',
        PROMPTFLOW_WORKER_NUM: '4',
      },
    });
  });

  test('give flex flows the provider of their connections', () => {
    expect(variables(factsOf({ kind: 'flex' }))).toMatchObject({
      value: { PF_CONNECTION_PROVIDER: expect.stringMatching(/^azureml:\/\/subscriptions\/sub\/.*\/workspaces\/ws$/) },
    });
  });

  test('leave a connection alone that is replaced by itself', () => {
    expect(variables(factsOf(), 'connections: {open ai: open ai}')).toMatchObject({ kind: 'done' });
  });

  const two = factsOf({
    connections: [
      { name: 'a', usedBy: ['x'] },
      { name: 'b', usedBy: ['y'] },
    ],
  });
  const none = factsOf({ connections: [] });

  test.each([
    ['a reserved variable', two, 'deployment: {environmentVariables: {PRT_CONFIG_OVERRIDE: x}}', 'unsafe-override'],
    [
      'a variable with the name of a connection',
      factsOf(),
      'deployment: {environmentVariables: {open_ai: x}}',
      'unsafe-override',
    ],
    ['a replacement that the flow uses itself', two, 'connections: {a: b}', 'unsafe-override'],
    ['two connections that become one', two, 'connections: {a: c, b: c}', 'unsafe-override'],
    ['a replacement that reads as data', two, 'connections: {a: "8080"}', 'unsafe-override'],
    ['a connection that the flow does not use', two, 'connections: {c: d}', 'unsafe-override'],
    ['a connection of a flow without any', none, 'connections: {c: d}', 'unsafe-override'],
    ['an output that the flow does not have', two, 'outputs: [nothing]', 'invalid-manifest'],
  ])('are refused for %s', (_, facts, text, slug) => {
    expect(variables(facts, text)).toMatchObject({ fault: { slug, place: { file: 'deploy.yaml' } } });
  });
});

describe('the properties of a model', () => {
  test('mark it as a flow', () => {
    expect(modelProperties(factsOf(), 'my-flow')).toEqual({ 'azureml.promptflow.source_flow_id': 'my-flow' });
  });

  test('tell the fields of a chat', () => {
    expect(modelProperties(factsOf({ isChat: true, chatInput: 'question', chatOutput: 'answer' }), 'id')).toEqual({
      'azureml.promptflow.source_flow_id': 'id',
      'azureml.promptflow.mode': 'chat',
      'azureml.promptflow.chat_input': 'question',
      'azureml.promptflow.chat_output': 'answer',
    });
  });
});
