import { randomUUID } from 'node:crypto';
import { isWithin } from '../authorization/assignments.ts';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError, isObject, json, noContent } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { type CostGroup, type CostQuery, groupValue, readCostQuery } from './cost-query.ts';
import { type UsageRow, usageRows, writtenCosts } from './usage.ts';

const callsPerMinute = 4;
const minuteInMs = 60_000;

/** Cost Management: actual cost of a scope (REST reference: Query - Usage, 2023-11-01). Four calls a minute for each scope. */
export function costRoutes(cloud: Cloud): Route[] {
  const calls = new Map<string, number[]>();
  return [
    {
      host: 'management.azure.com',
      scope: 'https://management.azure.com/.default',
      method: 'POST',
      path: '/{scope*}/providers/Microsoft.CostManagement/query',
      apiVersions: ['2021-10-01', '2022-10-01', '2023-03-01', '2023-08-01', '2023-11-01'],
      handle: (request, params) =>
        throttled(cloud, calls, `/${params['scope']}`) ?? answer(cloud, request, `/${params['scope']}`),
    },
  ];
}

function throttled({ clock }: Cloud, calls: Map<string, number[]>, scope: string): AzureAnswer | undefined {
  const now = clock.now();
  const recent = (calls.get(scope.toLowerCase()) ?? []).filter((time) => time > now - minuteInMs);
  calls.set(scope.toLowerCase(), recent);
  if (recent.length < callsPerMinute) {
    recent.push(now);
    return undefined;
  }
  const seconds = String(Math.ceil(((recent[0] ?? now) + minuteInMs - now) / 1000));
  return {
    ...azureError(429, '429', 'Too many requests. Please retry.'),
    headers: { 'retry-after': seconds, 'x-ms-ratelimit-microsoft.costmanagement-entity-retry-after': seconds },
  };
}

function answer(cloud: Cloud, { body }: AzureRequest, scope: string): AzureAnswer {
  const query = readCostQuery(body, cloud.clock.now());
  if (typeof query === 'string') return azureError(400, 'BadRequest', query);
  const rows = usageRows(cloud)
    .filter((row) => isWithin(row.workspaceId, scope) && query.matches(row))
    .filter(({ date }) => date >= query.from && date <= query.to);
  if (rows.length === 0) return noContent(204);
  const name = randomUUID();
  const id = `${scope.slice(1)}/providers/Microsoft.CostManagement/Query/${name}`;
  const properties = { columns: columnsOf(query), rows: summed(rows, query) };
  return json(200, { id, name, type: 'microsoft.costmanagement/Query', properties });
}

/** One tag gives its key and value; two tags are told apart by their names. */
function groupColumns(grouping: readonly CostGroup[]): string[] {
  const tagged = grouping.filter(({ type }) => type === 'TagKey');
  return grouping.flatMap(({ type, name }) =>
    type === 'TagKey' && tagged.length === 1 ? ['TagKey', 'TagValue'] : [name],
  );
}

const dateColumn = {
  None: undefined,
  Daily: { name: 'UsageDate', type: 'Number' },
  Monthly: { name: 'BillingMonth', type: 'Datetime' },
};

function columnsOf({ costColumn, granularity, grouping }: CostQuery) {
  const date = dateColumn[granularity];
  const groups = groupColumns(grouping).map((name) => ({ name, type: 'String' }));
  return [
    { name: costColumn, type: 'Number' },
    ...groups,
    ...(date ? [date] : []),
    { name: 'Currency', type: 'String' },
  ];
}

function summed(rows: readonly UsageRow[], { grouping, granularity }: CostQuery): unknown[][] {
  const isSingleTag = grouping.filter(({ type }) => type === 'TagKey').length === 1;
  const sums = new Map<string, { cost: number; readonly rest: readonly unknown[] }>();
  for (const row of rows) {
    const groups = grouping.flatMap((group) => {
      const value = groupValue(group, row);
      return group.type === 'TagKey' && isSingleTag ? [group.name, value] : [value];
    });
    const rest = [...groups, ...dateOf(row, granularity), 'USD'];
    const key = JSON.stringify(rest);
    const sum = sums.get(key) ?? { cost: 0, rest };
    sum.cost += row.cost;
    sums.set(key, sum);
  }
  return [...sums.values()].map(({ cost, rest }) => [cost, ...rest]);
}

/** Days are numbers: 20260131. */
function dateOf({ date }: UsageRow, granularity: CostQuery['granularity']): unknown[] {
  if (granularity === 'None') return [];
  return granularity === 'Daily' ? [Number(date.replaceAll('-', ''))] : [`${date.slice(0, 7)}-01T00:00:00`];
}

/** `PUT /costs`: a list of costs that a scenario states, each a workspace, endpoint, deployment, date and cost. */
export const costControlRoutes = (cloud: Cloud): Route[] => [
  {
    host: '*',
    method: 'PUT',
    path: '/costs',
    handle({ body }) {
      if (!Array.isArray(body) || !body.every(isUsageRow)) {
        return azureError(
          400,
          'BadControlRequest',
          'Costs are a list of { endpoint, deployment, date, cost, workspaceId? }.',
        );
      }
      const first = cloud.workspaces.values()[0]?.id ?? '';
      for (const row of body as Partial<UsageRow>[]) {
        const complete = { workspaceId: first, ...row } as UsageRow;
        writtenCosts(cloud).set(
          `${complete.workspaceId}/${complete.endpoint}/${complete.deployment}/${complete.date}`,
          complete,
        );
      }
      return noContent(204);
    },
  },
];

const isUsageRow = (row: unknown) =>
  isObject(row) &&
  ['endpoint', 'deployment'].every((key) => typeof row[key] === 'string') &&
  /^\d{4}-\d\d-\d\d$/.test(String(row['date'])) &&
  typeof row['cost'] === 'number';
