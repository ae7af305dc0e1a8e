import { describe, expect, test } from 'vitest';
import { deploymentVariables, environmentOf, modelProperties } from '../../../domain/environment.ts';
import { readManifest } from '../../../domain/manifest.ts';
import { offlinePlan } from '../../../domain/offline-plan.ts';
import { readPackage } from '../../../domain/package/package.ts';
import { packageOf } from '../../support/package-files.ts';

const files = (environment: string, more: Record<string, string> = {}) =>
  packageOf({ 'deploy.yaml': `endpoint: {name: my-agent}\nenvironment: ${environment}`, 'app.py': 'x = 1', ...more });

describe('a package without a flow', () => {
  test('is a container if its manifest names an image', () => {
    const own = files('{image: "team/agent:1", routes: {port: 5000, scoring: /chat}}', { 'data.jsonl': '{"a":1}' });
    const { facts, faults } = readPackage(own, 'agent');
    const manifest = readManifest(own);
    if (!facts || manifest.kind === 'refused') throw new Error('not read');

    expect(faults).toEqual([]);
    expect(facts).toMatchObject({
      kind: 'container',
      flowFile: 'deploy.yaml',
      image: 'team/agent:1',
      sampleFile: 'data.jsonl',
      inputs: [],
    });
    expect(environmentOf(facts, manifest.value, 'base')).toEqual({
      image: 'team/agent:1',
      inferenceConfig: {
        livenessRoute: { path: '/health', port: 5000 },
        readinessRoute: { path: '/health', port: 5000 },
        scoringRoute: { path: '/chat', port: 5000 },
      },
    });
  });

  test('is a container if its manifest names a Dockerfile, and is told nothing of flows', () => {
    const own = files('{dockerfile: Dockerfile}', { Dockerfile: 'FROM python:3.12' });
    const { facts } = readPackage(own, 'agent');
    const manifest = readManifest(own);
    if (!facts || manifest.kind === 'refused') throw new Error('not read');
    const workspace = { subscriptionId: 's', resourceGroup: 'g', name: 'w' };
    const input = {
      facts,
      manifest: manifest.value,
      workspace,
      endpointName: 'e',
      deploymentName: 'd',
      clientId: 'id',
    };

    expect(facts).toMatchObject({ kind: 'container', flowFile: 'Dockerfile' });
    expect(environmentOf(facts, manifest.value, 'base', own).context?.files).toMatchObject({
      Dockerfile: 'FROM python:3.12',
      'app.py': 'x = 1',
    });
    expect(deploymentVariables(input)).toEqual({ kind: 'done', value: { AZURE_CLIENT_ID: 'id' } });
    expect(modelProperties(facts, 'x')).toEqual({});
  });

  test('is planned without a swagger document', () => {
    const plan = offlinePlan(files('{image: "team/agent:1"}'), 'agent', 'base');

    expect(plan).toMatchObject({
      kind: 'container',
      endpoint: 'my-agent',
      environment: { image: 'team/agent:1' },
      faults: [],
    });
    expect(plan).not.toHaveProperty('swagger');
  });

  test('is nothing else if its manifest names neither, or is wrong', () => {
    expect(readPackage(files('{requirements: app.py}'), 'x').faults).toMatchObject([{ slug: 'no-flow' }]);
    expect(readPackage(files('{imge: x}'), 'x').faults).toMatchObject([{ slug: 'no-flow' }]);
  });

  test('may not hold secrets, nor take as long as a flow', () => {
    const own = packageOf({
      'deploy.yaml': 'endpoint: {name: my-agent}\nenvironment: {image: x}\ndeployment: {requestTimeoutSeconds: 300}',
      '.env': 'API_KEY=0123456789abcdef',
    });

    expect(readPackage(own, 'x').faults.map(({ slug }) => slug)).toEqual(['invalid-manifest', 'secret-in-package']);
  });

  test('may build from texts only', () => {
    const own = new Map([
      ...files('{dockerfile: docker/Dockerfile}', { 'docker/Dockerfile': 'FROM x' }),
      ['docker/a.bin', new Uint8Array([0xff])],
    ]);

    expect(readManifest(own)).toMatchObject({
      fault: { slug: 'invalid-manifest', message: expect.stringContaining('docker/a.bin') },
    });
  });
});
