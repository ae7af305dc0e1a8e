import { describe, expect, test } from 'vitest';
import { createArm } from '../../azure/arm.ts';
import { createFlowMetrics } from '../../azure/flow-metrics.ts';
import { windowBefore } from '../../domain/series.ts';
import { clouds } from '../../domain/settings.ts';
import { credential } from './arm-fixture.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { deploymentRequest, readyDeployment, readyEndpoint, registeredAssets } from './flow-fixture.ts';
import { at, doneValue, endpointRef, window } from './metrics-fixture.ts';
import { azureError, type ScriptedAnswer, scriptedHttp } from './scripted-http.ts';

const emulated = emulatedWorldOfThisFile();
const chat = endpointRef('chat');
const component = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/components/insights';

/** The real clients: the workspace names its Application Insights, and a script answers for the logs. */
function scriptedFlows(
  answer: ScriptedAnswer,
  applicationInsights: string | null = component,
  logs: string = clouds.public.logs,
) {
  const { client, sent } = scriptedHttp(({ url }) =>
    url.startsWith(logs) ? answer : { status: 200, body: { location: 'eastus', properties: { applicationInsights } } },
  );
  const arm = createArm({ credential, resourceManager: 'https://management.azure.com', httpClient: client });
  const flows = createFlowMetrics({ arm, credential, logs, httpClient: client });
  return { read: () => flows.read(chat, window), asked: () => sent.filter(({ url }) => url.startsWith(logs)) };
}

const table = (names: readonly string[], rows: readonly (readonly unknown[])[], more = {}): ScriptedAnswer => ({
  status: 200,
  body: {
    tables: [{ name: 'PrimaryResult', columns: names.map((name) => ({ name, type: 'dynamic' })), rows }],
    ...more,
  },
});
const columns = ['metric', 'deployment', 'node', 'minute', 'total', 'number'];

describe('what flows report', () => {
  test('is latency and tokens per minute, and how long each node takes', async () => {
    const { read } = scriptedFlows(
      table(columns, [
        ['flow_latency', 'blue', '', at(2), 9000, 3],
        ['flow_latency', 'blue', '', at(1), 4000, 4],
        ['token_consumption', 'blue', 'ask', at(1), 1000, 4],
        ['token_consumption', 'blue', 'sum', at(1), 200, 4],
        ['node_latency', 'blue', 'ask', at(1), 3600, 4],
        ['node_latency', 'blue', 'ask', at(2), 2400, 2],
        ['node_latency', 'blue', 'read', at(1), 40, 4],
        ['flow_latency', 'green', '', at(1), 500, 1],
        ['flow_latency', '', '', at(1), 500, 1],
      ]),
    );

    expect(doneValue(await read())).toEqual([
      {
        deployment: 'blue',
        minutes: [
          { at: at(1), requests: 4, latencyInMs: 1000, tokensPerRequest: 300 },
          { at: at(2), requests: 3, latencyInMs: 3000 },
        ],
        nodes: [
          { node: 'ask', runs: 6, latencyInMs: 1000 },
          { node: 'read', runs: 4, latencyInMs: 10 },
        ],
      },
      { deployment: 'green', minutes: [{ at: at(1), requests: 1, latencyInMs: 500 }], nodes: [] },
    ]);
  });

  test('is asked of the Application Insights of the workspace, for one endpoint', async () => {
    const { read, asked } = scriptedFlows(table(columns, []));

    expect(doneValue(await read())).toEqual([]);
    expect(asked()).toMatchObject([
      {
        url: `https://api.loganalytics.io/v1${component}/query`,
        headers: { authorization: 'Bearer tok:https://api.loganalytics.io/.default' },
        body: { query: expect.stringContaining('=~ "chat"') },
      },
    ]);
  });

  test.each(['usGovernment', 'china'] as const)('is asked of the cloud %s with a token for it', async (cloud) => {
    const { read, asked } = scriptedFlows(table(columns, []), component, clouds[cloud].logs);
    await read();

    expect(asked()[0]?.url).toMatch(new RegExp(`^${clouds[cloud].logs}/v1/`));
    expect(asked()[0]?.headers['authorization']).toBe(`Bearer tok:${clouds[cloud].logs}/.default`);
  });

  test.each<[string, ScriptedAnswer, string | null, string]>([
    ['there is no Application Insights', table(columns, []), null, 'not-measured'],
    ['the answer lacks a column', table(columns.slice(1), []), component, 'not-measured'],
    [
      'only a part of the answer came',
      table(columns, [], { error: { code: 'PartialError', message: 'too much' } }),
      component,
      'not-measured',
    ],
    ['it may not be asked', azureError(403, 'InsufficientAccessError', 'no'), component, 'missing-permission'],
    ['the query is refused', azureError(400, 'BadArgumentError', 'no'), component, 'operation-failed'],
  ])('is refused when %s', async (_, answer, insights, slug) => {
    expect(await scriptedFlows(answer, insights).read()).toMatchObject({ kind: 'refused', fault: { slug } });
  });
});

test('a flow that was really called says how often, and how long it took', async () => {
  const { world, workspaceId } = emulated();
  const endpoint = await readyEndpoint(world, workspaceId);
  const request = deploymentRequest(await registeredAssets(world, workspaceId));
  await readyDeployment(world, endpoint, 'blue', request);
  await readyDeployment(world, endpoint, 'silent', { ...request, appInsights: false });
  const before = doneValue(await world.flowMetrics.read(endpoint, windowBefore(world.clock.now(), 30)));
  for (const deployment of ['blue', 'blue', 'blue', 'silent']) {
    await world.scoring.score(endpoint, { deployment, body: { text: 'hello' }, timeoutInSeconds: 60 });
  }

  const flows = await until(
    async () => doneValue(await world.flowMetrics.read(endpoint, windowBefore(world.clock.now(), 60))),
    (found) => found[0]?.minutes.reduce((sum, { requests }) => sum + requests, 0) === 3,
  );

  expect(before).toEqual([]);
  expect(flows.map(({ deployment }) => deployment)).toEqual(['blue']);
  expect(flows[0]?.minutes.every(({ latencyInMs }) => latencyInMs > 0)).toBe(true);
  expect(flows[0]?.minutes.every((minute) => !('tokensPerRequest' in minute))).toBe(true);
});
