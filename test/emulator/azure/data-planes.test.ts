import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query-logs';
import { MetricsClient } from '@azure/monitor-query-metrics';
import { QueueClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import { beforeAll, expect, test } from 'vitest';
import { ask, credentialOf, emulated, resourceGroup, workspaceName } from '../../support/azure-client.ts';
import { azureOfThisFile, createDeployment, createEndpoint, untilSettled } from '../../support/emulated-azure.ts';

const started = azureOfThisFile({ events: { container: 'flows', queue: 'data-planes' } });
beforeAll(async () => {
  await createEndpoint(started);
  await createDeployment(started, 'echo', 'blue', { appInsightsEnabled: true });
  const body = {
    location: 'eastus',
    identity: { type: 'SystemAssigned' },
    properties: { authMode: 'Key', traffic: { blue: 100 } },
  };
  await started.machineLearning.onlineEndpoints.beginCreateOrUpdate(resourceGroup, workspaceName, 'echo', body);
  await untilSettled(started);
});

const tell = (method: string, path: string, body?: unknown) =>
  ask(started.azure.controlUrl, { method, path, body, apiVersion: null });
const minuteInMs = 60_000;
const endpointId = () => `${started.azure.workspace.id}/onlineEndpoints/echo`;
const options = () => ({ httpClient: emulated(started.azure.url), retryOptions: { maxRetries: 0 } });

/** Lets time pass, and what waits for it happen. */
async function passMinutes(minutes: number) {
  for (let at = 0; at < minutes; at++) {
    started.clock.advance(minuteInMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('clients that a scenario sends show in metrics and logs, with the behaviour that it sets', async () => {
  const from = new Date(Math.floor(started.clock.now() / minuteInMs) * minuteInMs);
  const behaviour = await tell('POST', '/behaviours', {
    endpoint: '^echo$',
    latencyInMs: 250,
    latencySpread: 0,
    errorRate: 0.5,
  });
  const traffic = await tell('POST', '/traffic', {
    endpoint: 'echo',
    requestsPerMinute: 60,
    body: { question: 'why' },
    minutes: 5,
  });
  await passMinutes(10);
  const timespan = { startTime: from, endTime: new Date(started.clock.now()) };

  const metrics = new MetricsClient('https://eastus.metrics.monitor.azure.com', credentialOf(), {
    ...options(),
    audience: 'https://metrics.monitor.azure.com/.default',
  });
  const names = ['RequestsPerMinute'];
  const namespace = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
  const [result] = await metrics.queryResources([endpointId()], names, namespace, {
    ...timespan,
    interval: 'PT1M',
    aggregation: 'Average',
    filter: "statusCodeClass eq '*'",
  });
  const logs = new LogsQueryClient(credentialOf(), options());
  const query =
    'AppMetrics | where Name == "flow_latency" | summarize sum(ItemCount) by tostring(Properties.deployment)';
  const found = await logs.queryWorkspace('00000000-0000-0000-0000-000000000009', query, timespan);

  const totals = (result?.metrics[0]?.timeseries ?? []).map(({ data }) =>
    (data ?? []).reduce((sum, { average }) => sum + (average ?? 0), 0),
  );
  expect([behaviour.status, traffic.status]).toEqual([201, 201]);
  expect(totals).toHaveLength(2);
  expect(totals.reduce((sum, each) => sum + each, 0)).toBe(300);
  for (const each of totals) expect(each).toBeGreaterThan(100);
  expect(found.status === LogsQueryResultStatus.Success && found.tables[0]?.rows).toEqual([['blue', 300]]);
});

test('behaviours and clients are listed, ended and refused by the control API', async () => {
  const listed = await tell('GET', '/traffic');
  const ended = await tell('DELETE', `/traffic/${listed.body[0].id}`);
  const refused = await Promise.all([
    tell('POST', '/behaviours', { errorRate: 7 }),
    tell('POST', '/behaviours', []),
    tell('POST', '/traffic', { endpoint: 'none' }),
    tell('POST', '/traffic', { endpoint: 'echo', requestsPerMinute: 0 }),
  ]);
  await tell('DELETE', '/traffic');
  await tell('DELETE', '/behaviours');

  expect(ended.status).toBe(200);
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect((await tell('GET', '/traffic')).body).toEqual([]);
  expect((await tell('GET', '/behaviours')).body).toEqual([]);
});

test('metrics of one resource come through Azure Resource Manager too', async () => {
  const path = `${endpointId()}/providers/Microsoft.Insights/metrics?metricnames=RequestLatency_P95&$filter=deployment eq '*'`;

  expect(await ask(started.azure.url, { path, apiVersion: '2024-02-01' })).toMatchObject({
    status: 200,
    body: { value: [{ errorCode: 'Success', timeseries: [{ metadatavalues: [{ value: 'blue' }] }] }] },
  });
});

test('the evaluation that a scenario completes arrives on the queue', async () => {
  const { queueUrl, appAccount } = started.azure.cloud.storage;
  const queue = new QueueClient(
    `${queueUrl}/${appAccount.name}/data-planes`,
    new StorageSharedKeyCredential(appAccount.name, appAccount.key),
  );
  await tell('POST', '/scenarios/evaluation', {
    flowPath: 'LocalUpload/a/echo/flow.dag.yaml',
    metrics: { accuracy: 1 },
    evaluationRunId: 'eval',
  });

  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 10 });

  const events = receivedMessageItems.map(({ messageText }) =>
    JSON.parse(Buffer.from(messageText, 'base64').toString('utf8')),
  );
  expect(events.map(({ type }) => type)).toContain('Microsoft.MachineLearningServices.RunCompleted');
  expect(events.find(({ type, data }) => type.endsWith('RunCompleted') && data.runId === 'eval')).toMatchObject({
    specversion: '1.0',
    source: started.azure.workspace.id,
  });
});

test('the deployment has a cost once its data has come', async () => {
  await passMinutes(60 * 40);
  const dataset = {
    granularity: 'Daily',
    aggregation: { totalCost: { name: 'Cost', function: 'Sum' } },
    grouping: [
      { type: 'TagKey', name: 'azuremlendpoint' },
      { type: 'TagKey', name: 'azuremldeployment' },
    ],
  };
  const scope = started.azure.workspace.id.split('/providers/')[0];
  const body = { type: 'ActualCost', timeframe: 'MonthToDate', dataset };

  const cost = await ask(started.azure.url, {
    method: 'POST',
    path: `${scope}/providers/Microsoft.CostManagement/query`,
    apiVersion: '2023-11-01',
    body,
  });

  expect(cost.status).toBe(200);
  expect(cost.body.properties.rows[0]).toEqual([expect.any(Number), 'echo', 'blue', 20260101, 'USD']);
});
