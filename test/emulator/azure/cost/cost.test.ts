import { afterEach, beforeEach, expect, test } from 'vitest';
import { costControlRoutes, costRoutes } from '../../../../emulator/azure/cost/cost-routes.ts';
import { type Front, startFront } from '../../../../emulator/azure/front.ts';
import { testClock } from '../../../../emulator/clock.ts';
import { addDeployment, addEndpoint, emptyCloud } from '../scoring/scored-endpoint.ts';

const hourInMs = 3_600_000;

async function billed() {
  const clock = testClock(Date.parse('2026-03-10T00:00:00Z'));
  const { cloud, workspace } = emptyCloud(clock);
  const endpoint = addEndpoint(cloud, workspace.id);
  for (const [name, createdAt] of [
    ['blue', '2026-03-08T12:00:00Z'],
    ['green', '2026-03-10T00:00:00Z'],
  ] as const) {
    const deployment = addDeployment(cloud, endpoint, name, { capacity: 2 });
    const systemData = { createdAt, createdBy: '', createdByType: '', lastModifiedAt: createdAt };
    cloud.deployments.set(deployment.resource.id, { ...deployment, resource: { ...deployment.resource, systemData } });
  }
  const azure = await startFront({ clock, routes: costRoutes(cloud) });
  const control = await startFront({ clock, routes: costControlRoutes(cloud) });
  return { clock, workspace, azure, control };
}

let world: Awaited<ReturnType<typeof billed>>;
beforeEach(async () => {
  world = await billed();
});
afterEach(() => Promise.all([world.azure, world.control].map((front: Front) => front.stop())));

const byTags = ['azuremlendpoint', 'azuremldeployment'].map((name) => ({ type: 'TagKey', name }));
const queryOf = (dataset: object, timeframe: object = { timeframe: 'MonthToDate' }) => ({
  type: 'ActualCost',
  ...timeframe,
  dataset: { granularity: 'None', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } }, ...dataset },
});

async function ask(body: unknown, scope = world.workspace.id.split('/').slice(0, 5).join('/')) {
  const response = await fetch(
    `${world.azure.url}${scope}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-host': 'management.azure.com',
        authorization: 'Bearer tok:https://management.azure.com/.default',
      },
      body: JSON.stringify(body),
    },
  );
  const text = await response.text();
  const parsed =
    text === '' ? {} : (JSON.parse(text) as { properties?: { columns: { name: string }[]; rows: unknown[][] } });
  return {
    status: response.status,
    headers: response.headers,
    columns: parsed.properties?.columns.map(({ name }) => name),
    rows: parsed.properties?.rows,
  };
}

// Two Standard_DS3_v2 at 0.229 dollars an hour.
const perHour = 2 * 0.229;

test('costs come by the tags of endpoint and deployment, up to what is known by now', async () => {
  world.clock.advance(48 * hourInMs);

  const { columns, rows } = await ask(queryOf({ grouping: byTags }));

  expect(columns).toEqual(['Cost', 'azuremlendpoint', 'azuremldeployment', 'Currency']);
  const [blue, green] = rows ?? [];
  expect(blue?.slice(1)).toEqual(['web', 'blue', 'USD']);
  const lagInHours = 84 - Number(blue?.[0]) / perHour;
  expect(lagInHours).toBeGreaterThanOrEqual(8);
  expect(lagInHours).toBeLessThanOrEqual(28);
  expect((Number(blue?.[0]) - Number(green?.[0])) / perHour).toBeCloseTo(36);
});

test('days are numbers, and a day that has ended is whole', async () => {
  world.clock.advance(72 * hourInMs);
  const filter = { tags: { name: 'azuremldeployment', operator: 'In', values: ['blue'] } };

  const { columns, rows } = await ask(
    queryOf(
      { granularity: 'Daily', filter },
      { timeframe: 'Custom', timePeriod: { from: '2026-03-08', to: '2026-03-09' } },
    ),
  );

  expect(columns).toEqual(['Cost', 'UsageDate', 'Currency']);
  expect(rows?.map(([cost, date, currency]) => [Number(cost).toFixed(3), date, currency])).toEqual([
    [(12 * perHour).toFixed(3), 20260308, 'USD'],
    [(24 * perHour).toFixed(3), 20260309, 'USD'],
  ]);
});

test('one tag is answered as key and value', async () => {
  world.clock.advance(48 * hourInMs);

  expect((await ask(queryOf({ grouping: byTags.slice(0, 1) }))).columns).toEqual([
    'Cost',
    'TagKey',
    'TagValue',
    'Currency',
  ]);
});

test('nothing known yet is 204', async () => {
  const filter = { dimensions: { name: 'ResourceId', operator: 'In', values: ['/subscriptions/other'] } };

  expect((await ask(queryOf({ filter }))).status).toBe(204);
});

test('a scenario can state what a deployment has cost', async () => {
  const costs = [{ endpoint: 'old', deployment: 'gone', date: '2026-03-01', cost: 120 }];
  const headers = { 'content-type': 'application/json' };
  const told = await fetch(`${world.control.url}/costs`, { method: 'PUT', headers, body: JSON.stringify(costs) });
  const wrong = await fetch(`${world.control.url}/costs`, { method: 'PUT', headers, body: '[{}]' });
  const filter = {
    and: [
      { tags: { name: 'azuremlendpoint', operator: 'In', values: ['old'] } },
      { dimensions: { name: 'ResourceId', operator: 'In', values: [world.workspace.id] } },
    ],
  };

  expect(told.status).toBe(204);
  expect(wrong.status).toBe(400);
  expect((await ask(queryOf({ filter }))).rows).toEqual([[120, 'USD']]);
});

test.each([
  ['three groupings', queryOf({ grouping: [...byTags, { type: 'TagKey', name: 'x' }] })],
  ['no aggregation', queryOf({ aggregation: {} })],
  [
    'an `and` of one part',
    queryOf({ filter: { and: [{ tags: { name: 'azuremlendpoint', operator: 'In', values: ['a'] } }] } }),
  ],
  ['a custom time without a period', queryOf({}, { timeframe: 'Custom' })],
  ['a dimension that is not there', queryOf({ grouping: [{ type: 'Dimension', name: 'MeterCategory' }] })],
])('%s is refused', async (_fact, body) => {
  expect((await ask(body)).status).toBe(400);
});

test('the fifth call within a minute has to wait, as its own header says', async () => {
  for (let at = 0; at < 4; at++) await ask(queryOf({}));
  const fifth = await ask(queryOf({}));
  world.clock.advance(61_000);

  expect(fifth.status).toBe(429);
  expect(Number(fifth.headers.get('x-ms-ratelimit-microsoft.costmanagement-entity-retry-after'))).toBeGreaterThan(0);
  expect((await ask(queryOf({}))).status).toBe(200);
});
