import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RunMetadata, toRun } from '../../azure/run-facts.ts';
import { createRuns } from '../../azure/runs.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { credential, scriptedArm } from './arm-fixture.ts';
import { emulatedWorldOfThisFile } from './emulated-azure-fixture.ts';
import { azureError, type ScriptedAnswer, type SentRequest, scriptedHttp } from './scripted-http.ts';

describe('runs, as the emulated Azure has them', () => {
  const emulated = emulatedWorldOfThisFile();

  async function evaluated(facts: object) {
    const { azure, world } = emulated();
    const flowPath = 'LocalUpload/abc/chat/flow.dag.yaml';
    const body = { flowPath, metrics: { accuracy: 0.9 }, batchRunId: 'batch', evaluationRunId: 'eval', ...facts };
    const headers = { 'content-type': 'application/json' };
    await fetch(`${azure.controlUrl}/scenarios/evaluation`, { method: 'POST', headers, body: JSON.stringify(body) });
    return world.runs;
  }

  test('say what they ran, over what, and what they evaluate', async () => {
    const { workspaceId: id } = emulated();
    const runs = await evaluated({ batchProperties: { 'azureml.promptflow.node_variant': '${answer.long}' } });

    expect(await runs.get(id, 'batch')).toEqual({
      kind: 'done',
      value: expect.objectContaining({
        id: 'batch',
        status: 'Completed',
        isOfFlow: true,
        flow: { kind: 'folder', folder: { datastore: 'workspaceblobstore', path: 'LocalUpload/abc/chat' } },
        variant: '${answer.long}',
        data: expect.stringContaining('data.jsonl'),
      }),
    });
    const read = await runs.get(id, 'eval');
    expect(read).toMatchObject({
      value: { evaluates: 'batch', outputsAsset: expect.stringContaining('flow_outputs') },
    });
    expect(await runs.get(id, 'gone')).toEqual({ kind: 'done', value: undefined });
  });

  test('have metrics with the time at which they were logged', async () => {
    const runs = await evaluated({ lines: { completed: 9, failed: 1 } });

    const metrics = await runs.metrics(emulated().workspaceId, 'batch');

    expect(metrics).toMatchObject({
      value: expect.arrayContaining([{ name: '__pf__.lines.failed', value: 1, loggedAt: expect.stringMatching(/Z$/) }]),
    });
    expect(await runs.metrics(emulated().workspaceId, 'gone')).toEqual({ kind: 'done', value: [] });
  });

  test('keep what they answered line by line', async () => {
    const { workspaceId: id } = emulated();
    const outputs = [{ line_number: 0, grade: 'Correct' }, { line_number: 2, grade: null }, { grade: 'nowhere' }];
    const runs = await evaluated({ outputs });
    const run = await runs.get(id, 'eval');
    const asset = (run.kind === 'done' && run.value?.outputsAsset) || '';

    expect(await runs.lines(id, asset)).toEqual({
      kind: 'done',
      value: [
        { number: 0, outputs: { grade: 'Correct' } },
        { number: 2, outputs: { grade: null } },
      ],
    });
    expect(await runs.lines(id, asset.replace('eval', 'gone'))).toEqual({ kind: 'done', value: undefined });
    expect(await runs.lines(id, 'azureml:no/asset')).toEqual({ kind: 'done', value: undefined });
  });

  test('lead to the files of the flow, without what a development leaves', async () => {
    const { workspaceId: id, world, azure } = emulated();
    const files = new Map(
      ['flow.dag.yaml', 'nodes/answer.py', '__pycache__/answer.pyc'].map((name) => [name, Buffer.from(name)]),
    );
    const model = {
      name: 'chat',
      version: '1',
      contentHash: 'abc',
      folder: 'chat',
      description: '',
      properties: {},
      tags: {},
    };
    await world.models.register(id, model, files);

    const found = await world.runs.flowFiles(id, { datastore: 'workspaceblobstore', path: 'LocalUpload/abc/chat' });

    expect(found.kind === 'done' && [...(found.value?.keys() ?? [])]).toEqual(['flow.dag.yaml', 'nodes/answer.py']);
    const gone = { datastore: 'workspaceblobstore', path: 'LocalUpload/gone/chat' };
    expect(await world.runs.flowFiles(id, gone)).toEqual({ kind: 'done', value: undefined });
    expect(await world.runs.flowFiles(id, { ...gone, datastore: 'none' })).toEqual({ kind: 'done', value: undefined });
    expect(azure.cloud.models.size).toBeGreaterThan(0);
  });
});

const workspace = {
  properties: {
    discoveryUrl: 'https://eastus.api.azureml.ms/discovery',
    mlFlowTrackingUri: `azureml://eastus.api.azureml.ms/mlflow/v1.0${workspaceId}`,
  },
};

/** Runs behind a scripted data plane. */
function scripted(answer: (asked: SentRequest) => ScriptedAnswer, properties: object = workspace) {
  const { arm } = scriptedArm(() => ({ status: 200, body: properties }));
  const { client, sent } = scriptedHttp(answer);
  const storageSuffix = 'core.windows.net';
  const resourceManager = 'https://management.azure.com';
  return { sent, runs: createRuns({ arm, credential, storageSuffix, resourceManager, httpClient: client }) };
}

describe('run history and the metric service', () => {
  test('are asked with a token of Azure Resource Manager, at the address that the workspace names', async () => {
    const { runs, sent } = scripted(() => ({ status: 200, body: { runMetadata: { runId: 'a/b' } } }));

    await runs.get(workspaceId, 'a/b');
    await runs.metrics(workspaceId, 'a/b');

    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST https://eastus.api.azureml.ms/history/v1.0${workspaceId}/rundata`,
      `POST https://eastus.api.azureml.ms/metric/v2.0${workspaceId}/runs/a%2Fb/lastvalues`,
    ]);
    expect(sent[0]?.headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer .+/) });
    expect(sent[0]?.body).toMatchObject({ runId: 'a/b' });
  });

  test.each([403, 404, 501])('are stood in for by MLflow where the metric service answers %i', async (status) => {
    const metrics = [
      { key: 'accuracy', value: 0.9, timestamp: 1767229200000, step: 0 },
      { key: 'broken', value: 'NaN', timestamp: 1767229200000, step: 0 },
      { key: 'timeless', value: 1 },
    ];
    const { runs } = scripted(({ url }) =>
      url.includes('/mlflow/')
        ? { status: 200, body: { run: { data: { metrics } } } }
        : azureError(status, 'No', 'not here'),
    );

    expect(await runs.metrics(workspaceId, 'eval')).toEqual({
      kind: 'done',
      value: [
        { name: 'accuracy', value: 0.9, loggedAt: '2026-01-01T01:00:00.000Z' },
        { name: 'broken', value: Number.NaN, loggedAt: '2026-01-01T01:00:00.000Z' },
        { name: 'timeless', value: 1 },
      ],
    });
  });

  test('say what is no number as no number', async () => {
    const value = ['NaN', null, true, ''].map((found, at) => ({
      name: `m${at}`,
      value: [{ data: { [`m${at}`]: found } }],
    }));
    const { runs } = scripted(() => ({ status: 200, body: { value: [...value, { name: 'empty', value: [] }] } }));

    const metrics = await runs.metrics(workspaceId, 'eval');

    expect(metrics.kind === 'done' && metrics.value.map((metric) => metric.value)).toEqual(Array(5).fill(Number.NaN));
  });

  test('that may not be read are refused; that do not answer are tried again', async () => {
    const closed = scripted(() => azureError(403, 'AuthorizationFailed', 'no')).runs;
    expect(await closed.get(workspaceId, 'eval')).toMatchObject({ fault: { slug: 'missing-permission' } });
    expect(await closed.metrics(workspaceId, 'eval')).toMatchObject({ fault: { slug: 'missing-permission' } });

    const insecure = { properties: { discoveryUrl: 'http://elsewhere.example/discovery' } };
    const { runs, sent } = scripted(() => ({ status: 200 }), insecure);
    await expect(runs.get(workspaceId, 'eval')).rejects.toThrow('no address that a token may go to');
    expect(sent).toEqual([]);
  });
});

const folder = path.join(import.meta.dirname, '../../../shared/data/recordings');
if (!existsSync(folder)) console.warn('SKIPPED: recorded runs; ../shared/data/recordings is not here');

test.runIf(existsSync(folder))('recorded runs are told apart: 57 batch runs, 5 evaluations', () => {
  const runs = readdirSync(folder)
    .filter((file) => file.startsWith('rundata'))
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')).response.body.runMetadata as RunMetadata)
    .filter((metadata) => metadata)
    .map(toRun);

  const kinds = runs.map((run) => `${run.evaluates === undefined ? 'batch' : 'evaluation'} of a ${run.flow.kind}`);
  const count = (kind: string) => kinds.filter((each) => each === kind).length;
  expect([count('batch of a folder'), count('batch of a resource'), count('evaluation of a folder')]).toEqual([
    54, 3, 5,
  ]);
  expect(runs.every(({ isOfFlow, status }) => isOfFlow && status !== '')).toBe(true);
  expect(runs.filter(({ variant }) => variant === '${summarize_text_content.variant_0}')).toHaveLength(15);
  expect(runs.filter(({ initArguments }) => initArguments !== undefined)).toHaveLength(3);
  expect(runs.filter(({ status, error }) => status === 'Failed' && error !== undefined)).toHaveLength(3);
});

test('init arguments that cannot be read were there all the same', () => {
  expect(toRun({ properties: { 'azureml.promptflow.init_kwargs': '{' } })).toMatchObject({ initArguments: ['?'] });
});
