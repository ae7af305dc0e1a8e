import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError, json, objectAt, textAt } from '../exchange.ts';
import { secondsOf } from '../machine-learning/durations.ts';
import type { Route } from '../routing.ts';
import type { FlowMetrics } from '../scoring/flow-metrics.ts';
import type { Row } from './kql-expression.ts';
import { parseQuery } from './kql-query.ts';
import { columnsOf, metricRows, type TableName } from './log-tables.ts';

/** Where log queries find their rows. */
export interface LogSources {
  readonly cloud: Cloud;
  readonly flows: FlowMetrics;
}

const service = { host: 'api.loganalytics.io', scope: 'https://api.loganalytics.io/.default', method: 'POST' };

/**
 * Log Analytics: queries over a workspace or a resource (REST reference: Query - Execute, v1). Only the metrics of flows are
 * there, and only usual forms of KQL; any other query is refused, not answered with nothing.
 */
export const logRoutes = (sources: LogSources): Route[] => [
  {
    ...service,
    path: '/v1/workspaces/{id}/query',
    handle: (request) => answer(sources, request, componentIds(sources.cloud)),
  },
  {
    ...service,
    path: '/v1/{resource*}/query',
    handle: (request, params) => answer(sources, request, ofResource(sources.cloud, `/${params['resource']}`)),
  },
];

/** A Log Analytics workspace holds the components of every machine learning workspace here. */
const componentIds = (cloud: Cloud) =>
  cloud.workspaces.values().map(({ properties }) => properties.applicationInsights);

const ofResource = (cloud: Cloud, id: string): string[] =>
  cloud.workspaces
    .values()
    .filter((workspace) =>
      [workspace.id, workspace.properties.applicationInsights].some((each) => each.toLowerCase() === id.toLowerCase()),
    )
    .map(({ properties }) => properties.applicationInsights);

const tables: readonly TableName[] = ['AppMetrics', 'customMetrics'];

function answer({ cloud, flows }: LogSources, { body }: AzureRequest, components: readonly string[]): AzureAnswer {
  const now = cloud.clock.now();
  const query = parseQuery(textAt(body, 'query') ?? '', now);
  if ('unsupported' in query)
    return badQuery('SyntaxError', `The emulator does not understand ${query.unsupported} in this query.`);
  const table = tables.find((name) => name === query.table);
  if (!table) return badQuery('SemanticError', `Failed to resolve table or column expression named '${query.table}'`);
  const span = spanOf(textAt(body, 'timespan') ?? String(objectAt(body)['timespan'] ?? ''), now);
  const column = table === 'AppMetrics' ? 'TimeGenerated' : 'timestamp';
  const rows = components
    .flatMap((component) => metricRows(cloud, flows, component, table))
    .filter((row) => isWithin(Date.parse(String(row[column])), span));
  return json(200, { tables: [tableOf(query.columns(columnsOf[table]), query.run(rows))] });
}

function badQuery(code: string, message: string): AzureAnswer {
  const outer = azureError(400, 'BadArgumentError', 'The request had some invalid properties');
  return { ...outer, body: { error: { ...objectAt(outer.body, 'error'), innererror: { code, message } } } };
}

const isWithin = (time: number, { start, end }: { start: number; end: number }) => time >= start && time <= end;

/** `PT1H`, or two times with a slash between them; nothing means everything. */
function spanOf(text: string, now: number): { start: number; end: number } {
  const [first = '', second] = text.split('/');
  const seconds = secondsOf(first);
  if (seconds !== undefined) return { start: now - seconds * 1000, end: now };
  if (second === undefined) return { start: 0, end: now };
  const length = secondsOf(second);
  return {
    start: Date.parse(first),
    end: length === undefined ? Date.parse(second) : Date.parse(first) + length * 1000,
  };
}

/** Rows as the service writes them: columns with types, values in their order. */
function tableOf(names: readonly string[], rows: readonly Row[]): unknown {
  const columns = names.map((name) => ({ name, type: typeOf(rows.find((row) => row[name] !== undefined)?.[name]) }));
  return { name: 'PrimaryResult', columns, rows: rows.map((row) => names.map((name) => cellOf(row[name]))) };
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'real';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'object') return 'dynamic';
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(value)) ? 'datetime' : 'string';
}

const cellOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
