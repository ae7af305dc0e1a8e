import { afterEach, expect, test } from 'vitest';
import { type Front, startFront } from '../../../../emulator/azure/front.ts';
import { openRuns } from '../../../../emulator/azure/runs/run.ts';
import { runControlRoutes } from '../../../../emulator/azure/runs/run-control.ts';
import { runRoutes } from '../../../../emulator/azure/runs/run-routes.ts';
import type { CloudEvent } from '../../../../emulator/azure/storage/event-queue.ts';
import { emptyCloud } from '../scoring/scored-endpoint.ts';

const fronts: Front[] = [];
afterEach(async () => {
  for (const front of fronts.splice(0)) await front.stop();
});

async function runHistory() {
  const { cloud, workspace } = emptyCloud();
  const runs = openRuns(cloud);
  const delivered: CloudEvent[] = [];
  const queue = { deliver: async (event: CloudEvent) => void delivered.push(event), flush: async () => {} };
  const azure = await startFront({ clock: cloud.clock, routes: runRoutes(cloud, runs) });
  const control = await startFront({ clock: cloud.clock, routes: runControlRoutes(cloud, runs, () => queue) });
  fronts.push(azure, control);
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-host': 'eastus.api.azureml.ms',
    authorization: 'Bearer tok:https://management.azure.com/.default',
  };
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${azure.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const tell = (path: string, body: unknown) =>
    fetch(`${control.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { ask, tell, delivered, workspace };
}

interface LastValues {
  readonly value: readonly { readonly value: readonly { readonly data: Record<string, number> }[] }[];
}

const scenario = {
  flowPath: 'LocalUpload/abc/web-classification/flow.dag.yaml',
  batchRunId: 'batch',
  evaluationRunId: 'evaluation',
  metrics: { accuracy: 0.93 },
  lines: { completed: 9, failed: 1 },
};

test('a completed evaluation leads to the run that it evaluated and to its metrics', async () => {
  const { ask, tell, workspace } = await runHistory();

  await tell('/scenarios/evaluation', scenario);

  const evaluation = await ask('POST', `/history/v1.0${workspace.id}/rundata`, { runId: 'evaluation' });
  const batch = await ask('POST', `/history/v1.0${workspace.id}/rundata`, { runId: 'batch' });
  const metrics = await ask('POST', `/metric/v2.0${workspace.id}/runs/evaluation/lastvalues`, {});
  const lines = await ask('POST', `/metric/v2.0${workspace.id}/runs/batch/lastvalues`, {});
  expect(evaluation.body).toMatchObject({
    runMetadata: { properties: { 'azureml.promptflow.input_run_id': 'batch' } },
  });
  expect(batch.body).not.toHaveProperty(['runMetadata', 'properties', 'azureml.promptflow.input_run_id']);
  expect(batch.body).toMatchObject({
    runMetadata: {
      properties: {
        'azureml.promptflow.flow_definition_blob_path': scenario.flowPath,
      },
    },
  });
  const scalars = (body: unknown) =>
    Object.assign({}, ...(body as LastValues).value.map(({ value }) => value[0]?.data)) as Record<string, number>;
  expect(scalars(metrics.body)).toMatchObject({ accuracy: 0.93, '__pf__.lines.failed': 0 });
  expect(scalars(lines.body)).toEqual({ '__pf__.lines.completed': 9, '__pf__.lines.failed': 1 });
});

test('completion is announced for both runs, a failure only as a change of status (Event Grid: Azure Machine Learning)', async () => {
  const { tell, delivered, workspace } = await runHistory();

  await tell('/scenarios/evaluation', scenario);
  await tell('/runs', { runId: 'broken', status: 'Failed', inputRunId: 'batch' });

  const told = delivered.map(({ type, data }) => [type.split('.').at(-1), (data as { runId: string }).runId]);
  expect(told).toEqual([
    ['RunStatusChanged', 'batch'],
    ['RunCompleted', 'batch'],
    ['RunStatusChanged', 'evaluation'],
    ['RunCompleted', 'evaluation'],
    ['RunStatusChanged', 'broken'],
  ]);
  expect(delivered[3]).toMatchObject({
    specversion: '1.0',
    source: workspace.id,
    subject: expect.stringMatching(/^experiments\/[0-9a-f-]{36}\/runs\/evaluation$/),
    data: { runType: 'azureml.promptflow.FlowRun', runProperties: { 'azureml.promptflow.input_run_id': 'batch' } },
  });
  expect(delivered[4]?.data).toMatchObject({ runStatus: 'Failed' });
});

test('MLflow tells the same metrics (MLflow REST API 2.0, runs/get)', async () => {
  const { ask, tell, workspace } = await runHistory();
  await tell('/scenarios/evaluation', scenario);

  const { body } = await ask('GET', `/mlflow/v1.0${workspace.id}/api/2.0/mlflow/runs/get?run_id=evaluation`);
  const missing = await ask('GET', `/mlflow/v1.0${workspace.id}/api/2.0/mlflow/runs/get?run_id=none`);

  expect(body).toMatchObject({
    run: {
      info: { run_id: 'evaluation', status: 'FINISHED', lifecycle_stage: 'active' },
      data: { metrics: expect.arrayContaining([expect.objectContaining({ key: 'accuracy', value: 0.93 })]) },
    },
  });
  expect(missing).toMatchObject({ status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } });
});

test('a run that is under way has no end and no metrics', async () => {
  const { ask, tell, workspace } = await runHistory();
  await tell('/runs', { runId: 'going', status: 'Running' });

  const { body } = await ask('POST', `/history/v1.0${workspace.id}/rundata`, { runId: 'going' });
  const metrics = await ask('POST', `/metric/v2.0${workspace.id}/runs/going/lastvalues`, {});

  expect(body).toMatchObject({ runMetadata: { status: 'Running', endTimeUtc: null, outputs: null } });
  expect(metrics.body).toEqual({ value: [] });
});

test.each([
  ['/runs', {}],
  ['/runs', []],
  ['/scenarios/evaluation', { metrics: {} }],
])('the control API refuses %s with %j', async (path, body) => {
  const { tell } = await runHistory();

  expect((await tell(path, body)).status).toBe(400);
});
