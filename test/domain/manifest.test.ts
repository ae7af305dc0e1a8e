import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Manifest, readManifest } from '../../domain/manifest.ts';
import { packageOf } from '../support/package-files.ts';
import { completeManifest } from './manifest/complete-manifest.ts';

const read = (text: string, others: Record<string, string> = {}) =>
  readManifest(packageOf({ 'deploy.yaml': text, ...others }));
const manifestOf = (text: string, others?: Record<string, string>): Manifest => {
  const outcome = read(text, others);
  if (outcome.kind === 'refused') throw new Error(outcome.fault.message);
  return outcome.value;
};
const faultOf = (text: string) => {
  const outcome = read(text);
  return outcome.kind === 'refused' ? outcome.fault : undefined;
};
const named = 'endpoint: {name: my-flow}\n';

describe('a manifest', () => {
  test('needs a name only', () => {
    expect(manifestOf(named)).toMatchObject({
      endpoint: {
        name: 'my-flow',
        auth: 'key',
        identity: 'system',
        publicNetworkAccess: true,
        enforceConnectionSecrets: false,
      },
      deployment: {
        instanceType: 'Standard_DS3_v2',
        instanceCount: 1,
        requestTimeoutSeconds: 90,
        maxConcurrentRequests: 10,
        appInsights: 'on',
      },
      smokeTest: { expect: { status: 200, contains: [] } },
      gate: { metrics: {}, failedLines: { maxRate: 0 }, onNoStable: 'pass' },
      keepPreviousInSeconds: 86_400,
    });
  });

  test('may say everything, with lengths of time in seconds', () => {
    const manifest = manifestOf(completeManifest, { 'deps.txt': '', 'data.jsonl': '' });

    expect(manifest.rollout.steps).toEqual([
      { traffic: 5, holdInSeconds: 90 },
      { traffic: 50, holdInSeconds: 86_400 },
      { traffic: 100, holdInSeconds: 0 },
    ]);
    expect(manifest.rollout).toMatchObject({
      approval: { before: 50, expiresInSeconds: 43_200 },
      maxDurationInSeconds: 604_800,
    });
    expect(manifest.gate).toEqual({
      metrics: { accuracy: { min: 0.8, noWorseThanStable: 0.02 }, latency: { max: 3 } },
      failedLines: { maxRate: 0.01 },
      onNoStable: 'refuse',
    });
    expect(manifest.deployment.environmentVariables).toMatchObject({ PROMPTFLOW_WORKER_NUM: '4', DEBUG: 'false' });
    expect(manifest.deployment.probes.readiness).toMatchObject({ failureThreshold: 30 });
    expect(manifest.smokeTest.expect.contains).toEqual(['hi']);
    expect(manifest.cost).toEqual({ maxMonthly: 500, idleAfterInSeconds: 604_800, onIdle: 'retire' });
    expect(manifest.keepPreviousInSeconds).toBe(129_600);
  });

  test('may be called deploy.yml', () => {
    expect(readManifest(packageOf({ 'deploy.yml': named })).kind).toBe('done');
  });

  test('is what a flow opts in by', () => {
    expect(readManifest(packageOf({ 'flow.dag.yaml': '' }))).toMatchObject({ fault: { slug: 'no-manifest' } });
  });
});

describe('a manifest is refused', () => {
  test.each([
    ['endpoint: {name: my-flow}\ndeploymnet: {}', 'unknown-key', 2, 'did you mean deployment?'],
    ['endpoint:\n  nam: my-flow', 'unknown-key', 2, 'did you mean name?'],
    [`${named}deployment:\n  timeoutSeconds: 4`, 'unknown-key', 3, 'did you mean requestTimeoutSeconds?'],
    [`${named}rollout:\n  steps:\n    - traffic: 1\n      hld: 1m`, 'unknown-key', 5, 'did you mean hold?'],
    [`${named}gate:\n  metrics:\n    accuracy: {minn: 1}`, 'unknown-key', 4, 'did you mean min?'],
    ['endpoint: {name: my-flow, identity: {userAssignd: x}}', 'unknown-key', 1, 'did you mean userAssigned?'],
    [`${named}quokka: 1`, 'unknown-key', 2, 'quokka is not a known key'],
    ['endpoint:\n  name: a--b', 'bad-name', 2, 'two dashes'],
    ['endpoint: {auth: key}', 'invalid-manifest', 1, 'endpoint.name is missing'],
    ['', 'invalid-manifest', 1, 'The manifest must be a mapping'],
    [`${named}deployment:\n  instanceCount: "3"`, 'invalid-manifest', 3, 'must be a number'],
    [`${named}deployment: {instanceCount: 0}`, 'invalid-manifest', 2, 'must be at least 1'],
    [`${named}deployment: {instanceCount: 1.5}`, 'invalid-manifest', 2, 'must be a whole number'],
    [`${named}deployment: {requestTimeoutSeconds: 301}`, 'invalid-manifest', 2, 'must be at most 300'],
    [`${named}smokeTest: {expect: {maxLatencySeconds: 0}}`, 'invalid-manifest', 2, 'must be more than 0'],
    [`${named}deployment: {appInsights: yes}`, 'invalid-manifest', 2, 'must be on or off, or must be a mapping'],
    ['endpoint: {name: my-flow, auth: password}', 'invalid-manifest', 1, 'must be key, aml_token or aad_token'],
    ['endpoint: {name: my-flow, identity: {userAssigned: me}}', 'invalid-manifest', 1, 'must be the resource id'],
    [`${named}keepPrevious: soon`, 'invalid-manifest', 2, '90s, 15m, 24h or 7d'],
    [`${named}outputs: answer`, 'invalid-manifest', 2, 'must be a list'],
    [
      `${named}rollout: {steps: [{traffic: 50}, {traffic: 50}]}`,
      'invalid-manifest',
      2,
      'more traffic from step to step',
    ],
    [`${named}environment: {image: a, dockerfile: b}`, 'invalid-manifest', 2, 'not both'],
    [`${named}smokeTest: {expect: {jsonSchema: {type: nothing}}}`, 'invalid-manifest', 2, 'is not a JSON Schema'],
    [`${named}deployment: {environmentVariables: {"1 A": x}}`, 'invalid-manifest', 2, 'is not valid'],
    [`${named}smokeTest:\n  sampleFrom: none.jsonl`, 'missing-file', 3, 'none.jsonl'],
    [`${named}environment: {dockerfile: d, requirements: r}`, 'missing-file', 2, 'names d'],
    ['endpoint: [', 'bad-yaml', 1, 'not valid YAML'],
  ])('%j: %s', (text, slug, line, words) => {
    const fault = faultOf(text);

    expect(fault).toMatchObject({ slug, place: { file: 'deploy.yaml', line } });
    expect(fault?.message).toContain(words);
  });

  test.each([
    'API_KEY: abcdef1234567890',
    'OPENAI_TOKEN: abcdef1234567890',
    'STORE: "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9vYmFyYmF6"',
    'ANY: sk-abcdefghijklmnopqrstuvwx',
    'URL: "https://x.example/c?sv=1&sig=abcdefghijklmnopqrstuvwxyz%3D"',
  ])('for a secret, which it does not repeat: %s', (variable) => {
    const fault = faultOf(`${named}deployment: {environmentVariables: {${variable}}}`);

    expect(fault?.slug).toBe('secret-in-package');
    expect(JSON.stringify(fault)).not.toMatch(/abcdef|Zm9v/);
  });

  test.each(['PARTITION_KEY: city', 'MAX_TOKENS: 4096', 'PROMPT_KEY: "two words here"'])('not for %s', (variable) => {
    expect(read(`${named}deployment: {environmentVariables: {${variable}}}`).kind).toBe('done');
  });

  test('with all its problems at once', () => {
    const fault = faultOf('endpoint:\n  name: a\n  auht: key\noutputs: 1');

    expect(fault?.message).toMatch(/line 3: .*auht.*; line 2: .*name.*; line 4: outputs/s);
  });

  test('or read, whatever is in it', () => {
    const key = fc.constantFrom(
      'endpoint',
      'name',
      'deployment',
      'rollout',
      'steps',
      'gate',
      'metrics',
      'x',
      'failedLines',
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(key, value), (object) =>
        ['done', 'refused'].includes(read(JSON.stringify(object)).kind),
      ),
    );
  });
});
