import { isObject, objectAt, textAt } from '../exchange.ts';
import type { UsageRow } from './usage.ts';

/** A cost query that was understood. */
export interface CostQuery {
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
  readonly granularity: 'None' | 'Daily' | 'Monthly';
  /** Name of the column that holds the sum. */
  readonly costColumn: string;
  readonly grouping: readonly CostGroup[];
  readonly matches: (row: UsageRow) => boolean;
}

export interface CostGroup {
  readonly type: 'TagKey' | 'Dimension';
  readonly name: string;
}

const largestGrouping = 2;
const largestAggregation = 2;
const dayInMs = 86_400_000;

/** Reads the body of a query; a text says what is wrong with it. `now` is in milliseconds since 1970. */
export function readCostQuery(body: unknown, now: number): CostQuery | string {
  const dataset = objectAt(body, 'dataset');
  const aggregation = Object.values(objectAt(dataset, 'aggregation'));
  const grouping = Array.isArray(dataset['grouping']) ? dataset['grouping'] : [];
  if (aggregation.length === 0 || aggregation.length > largestAggregation)
    return 'A query has one or two aggregations.';
  if (grouping.length > largestGrouping) return 'A query has at most two groupings.';
  const span = spanOf(textAt(body, 'timeframe') ?? '', objectAt(body, 'timePeriod'), now);
  if (!span) return 'The timeframe is not valid, or its timePeriod is missing.';
  const matches = filterOf(dataset['filter']);
  if (typeof matches === 'string') return matches;
  const groups = grouping.map((group) => ({ type: textAt(group, 'type') ?? '', name: textAt(group, 'name') ?? '' }));
  const unknown = groups.find(({ type, name }) => type !== 'TagKey' && !(type === 'Dimension' && name in dimensions));
  if (unknown) return `The emulator does not have the grouping ${unknown.type} ${unknown.name}.`;
  return {
    ...span,
    matches,
    grouping: groups as CostGroup[],
    granularity: granularityOf(textAt(dataset, 'granularity')),
    costColumn: textAt(aggregation[0], 'name') ?? 'Cost',
  };
}

const granularityOf = (text: string | undefined): CostQuery['granularity'] =>
  text === 'Daily' || text === 'Monthly' ? text : 'None';

const dimensions: Readonly<Record<string, (row: UsageRow) => string>> = {
  ResourceId: ({ workspaceId }) => workspaceId.toLowerCase(),
  ResourceGroupName: ({ workspaceId }) => workspaceId.split('/')[4]?.toLowerCase() ?? '',
  ResourceType: () => 'microsoft.machinelearningservices/workspaces',
};

// Managed online endpoints are billed to the workspace and carry these tags.
const tags: Readonly<Record<string, (row: UsageRow) => string>> = {
  azuremlendpoint: ({ endpoint }) => endpoint,
  azuremldeployment: ({ deployment }) => deployment,
};

/** The value that a row has in a group; a tag that no row has is empty. */
export const groupValue = ({ type, name }: CostGroup, row: UsageRow): string =>
  (type === 'TagKey' ? tags[name.toLowerCase()] : dimensions[name])?.(row) ?? '';

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

function spanOf(timeframe: string, period: unknown, now: number): { from: string; to: string } | undefined {
  const today = day(now);
  if (timeframe === 'MonthToDate' || timeframe === 'BillingMonthToDate')
    return { from: `${today.slice(0, 7)}-01`, to: today };
  if (timeframe === 'WeekToDate') return { from: day(now - new Date(now).getUTCDay() * dayInMs), to: today };
  if (timeframe === 'TheLastMonth' || timeframe === 'TheLastBillingMonth') {
    const last = day(Date.parse(`${today.slice(0, 7)}-01T00:00:00Z`) - dayInMs);
    return { from: `${last.slice(0, 7)}-01`, to: last };
  }
  const [from, to] = [Date.parse(textAt(period, 'from') ?? ''), Date.parse(textAt(period, 'to') ?? '')];
  return timeframe === 'Custom' && from <= to ? { from: day(from), to: day(to) } : undefined;
}

type Matches = (row: UsageRow) => boolean;

function filterOf(filter: unknown): Matches | string {
  if (filter === undefined || filter === null) return () => true;
  if (!isObject(filter)) return 'The filter is no object.';
  for (const [word, join] of [
    ['and', 'every'],
    ['or', 'some'],
  ] as const) {
    const parts = filter[word];
    if (!Array.isArray(parts)) continue;
    if (parts.length < 2) return `A filter '${word}' has at least two parts.`;
    const read = parts.map(filterOf);
    const wrong = read.find((part) => typeof part === 'string');
    if (typeof wrong === 'string') return wrong;
    return (row) => read[join]((part) => typeof part !== 'string' && part(row));
  }
  return comparisonOf(filter);
}

function comparisonOf(filter: Readonly<Record<string, unknown>>): Matches | string {
  const kind = isObject(filter['tags']) ? 'tags' : 'dimensions';
  const comparison = objectAt(filter, kind);
  const name = textAt(comparison, 'name') ?? '';
  const values = Array.isArray(comparison['values'])
    ? comparison['values'].map((value) => String(value).toLowerCase())
    : [];
  const known = kind === 'tags' ? tags[name.toLowerCase()] : dimensions[name];
  if (!known || values.length === 0) return `The emulator does not have the filter on ${kind} '${name}'.`;
  return (row) => values.includes(known(row).toLowerCase());
}
