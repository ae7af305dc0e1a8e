import type { RestError } from '@azure/core-rest-pipeline';
import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query-logs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Front, startFront } from '../../../../emulator/azure/front.ts';
import { logRoutes } from '../../../../emulator/azure/monitor/log-routes.ts';
import { openScoring } from '../../../../emulator/azure/scoring/scoring.ts';
import { testClock } from '../../../../emulator/clock.ts';
import { credentialOf, emulated } from '../../../support/azure-client.ts';
import { addDeployment, addEndpoint, emptyCloud, smallFlow } from '../scoring/scored-endpoint.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

async function servedFlow() {
  const clock = testClock(start);
  const { cloud, workspace } = emptyCloud(clock);
  const endpoint = addEndpoint(cloud, workspace.id, { traffic: { blue: 50, green: 50 } });
  for (const name of ['blue', 'green']) addDeployment(cloud, endpoint, name);
  const scoring = openScoring(cloud, { running: () => Promise.resolve(smallFlow()) });
  scoring.behaviours.add({ latencyInMs: 200, latencySpread: 0 });
  scoring.behaviours.add({ deployment: 'green', latencyInMs: 900 });
  const front = await startFront({ clock, routes: logRoutes({ cloud, flows: scoring.flows }) });
  const ask = (deployment: string, minute: number, body: string) =>
    scoring.score(
      endpoint,
      { method: 'POST', path: '/score', headers: {}, body },
      { pinned: deployment, arrivedAt: start + minute * 60_000 },
    );
  return { clock, workspace, front, ask };
}

let world: Awaited<ReturnType<typeof servedFlow>>;
let front: Front;
beforeEach(async () => {
  world = await servedFlow();
  front = world.front;
  for (let at = 0; at < 6; at++) await world.ask('blue', at, '{"url":"a"}');
  for (let at = 0; at < 2; at++) await world.ask('green', at, '{}');
  await world.ask('green', 7, '{"url":"b"}');
  world.clock.advance(20 * 60_000);
});
afterEach(() => front.stop());

const client = () =>
  new LogsQueryClient(credentialOf(), { httpClient: emulated(front.url), retryOptions: { maxRetries: 0 } });
const timespan = { startTime: new Date(start), endTime: new Date(start + 3_600_000) };

async function rowsOf(query: string) {
  const result = await client().queryWorkspace('00000000-0000-0000-0000-000000000009', query, timespan);
  if (result.status !== LogsQueryResultStatus.Success) throw new Error('partial result');
  const [table] = result.tables;
  return { columns: table?.columnDescriptors.map(({ name }) => name), rows: table?.rows };
}

test('requests by deployment and code over bins of five minutes', async () => {
  const query = `AppMetrics
    | where Name in~ ("Flow_Latency")
    | extend d = tostring(Properties.deployment), code = tostring(Properties.response_code)
    | summarize requests = sum(ItemCount) by d, code, bin(TimeGenerated, 5m)
    | order by d asc`;

  const { columns, rows } = await rowsOf(query);

  expect(columns).toEqual(['d', 'code', 'TimeGenerated', 'requests']);
  expect(rows).toEqual([
    ['blue', '200', new Date('2026-01-01T00:00:00Z'), 5],
    ['blue', '200', new Date('2026-01-01T00:05:00Z'), 1],
    ['green', '400', new Date('2026-01-01T00:00:00Z'), 2],
    ['green', '200', new Date('2026-01-01T00:05:00Z'), 1],
  ]);
});

test('an error before the run is counted twice in flow_request, once in flow_latency', async () => {
  const { rows } =
    await rowsOf(`AppMetrics | where Name == "flow_request" and tostring(Properties.deployment) == "green"
    | summarize sum(Sum) by code = tostring(Properties.response_code), exception = tostring(Properties.exception) | sort by exception desc`);

  expect(rows).toEqual([
    ['ResponseCode.CLIENT_ERROR', 'MissingRequiredFlowInput', 2],
    ['400', '', 2],
    ['200', '', 1],
  ]);
});

test('mean latency by deployment, over the resource as the classic view has it', async () => {
  const query =
    'customMetrics | where name =~ "flow_latency" | summarize latency = sum(valueSum) / sum(valueCount) by tostring(customDimensions["deployment"]) | order by latency desc';
  const result = await client().queryResource(world.workspace.properties.applicationInsights.slice(1), query, timespan);

  expect(result.status === LogsQueryResultStatus.Success && result.tables[0]?.rows.map((row) => row[1])).toEqual([
    900, 200,
  ]);
});

test.each([
  ['where Name == "flow_latency" | count', 'the operator count'],
  ['join (AppRequests) on Name', 'the operator join'],
  ['extend x = parse_json(Name)', 'the function parse_json'],
  ['summarize make_list(Name)', 'the aggregation make_list'],
  ['where Name ?? 1', 'a sign'],
])('the query "AppMetrics | %s" is refused, not answered with nothing', async (rest, reason) => {
  const refusal = await rowsOf(`AppMetrics | ${rest}`).catch((error: unknown) =>
    JSON.stringify((error as RestError).details),
  );

  expect(refusal).toContain('BadArgumentError');
  expect(refusal).toContain(`The emulator does not understand ${reason}`);
});

test('a table that is not there cannot be resolved', async () => {
  const status = await rowsOf('AppTraces | take 1').catch((error: unknown) => (error as RestError).statusCode);

  expect(status).toBe(400);
});

test('token counts come only with tracing, so there are none here, but the columns are', async () => {
  expect(
    await rowsOf(
      'AppMetrics | where Name == "token_consumption" | summarize tokens = sum(Sum) by tostring(Properties.token_type)',
    ),
  ).toEqual({
    columns: ['Properties_token_type', 'tokens'],
    rows: [],
  });
});

test.each([
  ['where TimeGenerated >= ago(21m) and Sum > 0', 20],
  ['where TimeGenerated < datetime(2026-01-01T00:01:00Z)', 5],
  ['where Properties.deployment has "GREEN" or Name startswith "FLOW_L"', 14],
  ['where Name !in ("flow_request") | where not(isempty(Name)) | take 3', 3],
  ['project Name, double = Sum * 2 | limit 2', 2],
  ['summarize countif(Name == "flow_latency"), avg(Sum), min(Sum), max(Sum), dcount(Name)', 1],
])('"%s" gives %i rows', async (rest, count) => {
  expect((await rowsOf(`AppMetrics | ${rest}`)).rows).toHaveLength(count);
});
