import { randomUUID } from 'node:crypto';
import { type AzureAnswer, azureError } from '../exchange.ts';
import { secondsOf } from '../machine-learning/durations.ts';
import type { Aggregation, Metric, MetricNamespace } from './metric-catalogue.ts';
import { type DimensionFilter, parseFilter } from './metric-filter.ts';
import { type SeriesQuery, stampsOf } from './metric-series.ts';

/** A metrics query as it comes in, whichever way it came. */
export interface AskedMetrics {
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly interval: string;
  readonly aggregations: readonly string[];
  readonly filter: string | undefined;
  readonly top: number;
  readonly orderBy: string | undefined;
  readonly rollUpBy: readonly string[];
  /** False: dimensions that a metric lacks are ignored instead of refused. */
  readonly validateDimensions: boolean;
  readonly adjustsGrain: boolean;
  readonly onlyMetadata: boolean;
}

/** What is answered for one metric: its series, or why there are none. */
export type MetricPlan =
  | { readonly metric: Metric; readonly query: SeriesQuery }
  | { readonly metric: Metric; readonly errorCode: string; readonly errorMessage: string };

export interface QueryPlan {
  readonly grainInMs: number;
  /** ISO 8601 duration of the points. */
  readonly interval: string;
  readonly metrics: readonly MetricPlan[];
}

const grains = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'];

export const refused = (message: string, code = 'BadRequest'): { readonly refusal: AzureAnswer } => ({
  refusal: azureError(400, code, message),
});

/** Checks a query against the catalogue; refuses it as Azure Monitor does, with 400, or plans it metric by metric. */
export function planQuery(
  namespace: MetricNamespace,
  asked: AskedMetrics,
): QueryPlan | { readonly refusal: AzureAnswer } {
  const byName = new Map(namespace.metrics.map((metric) => [metric.name.toLowerCase(), metric]));
  const metrics = asked.names.map((name) => byName.get(name.toLowerCase()));
  const unknown = asked.names.find((_name, at) => metrics[at] === undefined);
  if (unknown !== undefined) return refused(unknownMetric(namespace, unknown));
  const filters = asked.filter === undefined ? [] : parseFilter(asked.filter);
  if (!filters) return refused(`Invalid filter string: ${asked.filter}`);
  const interval = grainOf(asked);
  if (interval === undefined)
    return refused(`Detected invalid time grain input '${asked.interval}', supported ones are: ${grains.join(',')}`);
  const grainInMs = interval === 'FULL' ? asked.end - asked.start : (secondsOf(interval) ?? 60) * 1000;
  const known = metrics.filter((metric) => metric !== undefined);
  for (const metric of known) {
    const missing = asked.validateDimensions ? dimensionsMissing(metric, filters, asked.rollUpBy) : [];
    if (missing.length > 0) return refused(unsupportedDimensions(metric, missing));
  }
  const plans = known.map((metric) => planMetric(namespace, metric, asked, filters, grainInMs));
  return { grainInMs, interval: isoDuration(grainInMs), metrics: plans };
}

function grainOf({ interval, adjustsGrain }: AskedMetrics): string | undefined {
  const asked = interval.toUpperCase();
  if (asked === 'FULL' || grains.includes(asked)) return asked;
  const seconds = secondsOf(asked);
  if (!adjustsGrain || seconds === undefined) return undefined;
  return grains.find((grain) => (secondsOf(grain) ?? 0) >= seconds) ?? 'P1D';
}

const unknownMetric = ({ name, metrics }: MetricNamespace, unknown: string) =>
  `Failed to find metric configuration for provider: Microsoft.MachineLearningServices, resource Type: ` +
  `${name.split('/').slice(1).join('/')}, metric: ${unknown}, Valid metrics: ${metrics.map((each) => each.name).join(',')}`;

const dimensionNames = (filters: readonly DimensionFilter[], rollUpBy: readonly string[]) => [
  ...filters.map(({ dimension }) => dimension),
  ...rollUpBy,
];

const dimensionsMissing = ({ dimensions }: Metric, filters: readonly DimensionFilter[], rollUpBy: readonly string[]) =>
  dimensionNames(filters, rollUpBy).filter((name) => !dimensions.some((each) => same(each, name)));

const unsupportedDimensions = ({ name, dimensions }: Metric, missing: readonly string[]) =>
  `Metric: ${name} does not support requested dimension combination: ${missing.join(',').toLowerCase()}, supported ones are: ` +
  `${dimensions.join(',')}, TraceId: {${randomUUID()}}`;

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function planMetric(
  namespace: MetricNamespace,
  metric: Metric,
  asked: AskedMetrics,
  filters: readonly DimensionFilter[],
  grainInMs: number,
): MetricPlan {
  const wanted = asked.aggregations.length > 0 ? asked.aggregations : ['Average'];
  const aggregations = wanted.map((name) => metric.aggregations.find((each) => same(each, name)));
  const absent = wanted.find((_name, at) => aggregations[at] === undefined);
  if (absent !== undefined) {
    // A metric that cannot be read so is no error of the request: it says so in its place.
    const errorMessage = `Sampling type is not found. Metric:${namespace.name},${metric.name}, SamplingType:${absent}.`;
    return { metric, errorCode: 'InvalidSamplingType', errorMessage };
  }
  const own = filters.flatMap((filter) => {
    const dimension = metric.dimensions.find((name) => same(name, filter.dimension));
    return dimension === undefined ? [] : [{ ...filter, dimension }];
  });
  const splitBy = own
    .map(({ dimension }) => dimension)
    .filter((name) => !asked.rollUpBy.some((each) => same(each, name)));
  const { start, end, top, onlyMetadata } = asked;
  const stamps = stampsOf({ start, end, grainInMs });
  const common = { metric, start, end, grainInMs, stamps, top, onlyMetadata, filters: own, splitBy };
  return {
    metric,
    query: {
      ...common,
      aggregations: aggregations.filter((name) => name !== undefined),
      orderBy: orderOf(asked.orderBy),
    },
  };
}

function orderOf(text: string | undefined): SeriesQuery['orderBy'] {
  const [name = '', direction = 'asc'] = (text ?? '').trim().split(/\s+/);
  const aggregation = (['Average', 'Minimum', 'Maximum'] as const).find((each: Aggregation) => same(each, name));
  return aggregation && { aggregation, descending: direction.toLowerCase() === 'desc' };
}

/** Milliseconds as an ISO 8601 duration: `PT5M`, `PT1H`, `P1D`. */
export function isoDuration(durationInMs: number): string {
  const minutes = durationInMs / 60_000;
  if (minutes % 1440 === 0) return `P${minutes / 1440}D`;
  if (minutes % 60 === 0) return `PT${minutes / 60}H`;
  return Number.isInteger(minutes) ? `PT${minutes}M` : `PT${Math.round(durationInMs / 1000)}S`;
}
