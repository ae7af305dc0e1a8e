import { mostSeries } from './metrics-queries.ts';
import { shortText } from './short-text.ts';

/** The metrics of one resource, by the name of the REST API in lower case. */
export type MetricAnswers = ReadonlyMap<string, MetricAnswer>;
export interface MetricAnswer {
  readonly series: readonly MetricSeries[];
  /** Why the series are not to be relied on. */
  readonly problem?: string;
}
export interface MetricSeries {
  /** By name, without anything but letters and in lower case. */
  readonly dimensions: ReadonlyMap<string, string>;
  readonly points: readonly Point[];
}
export interface Point {
  /** When the minute begins, in milliseconds since 1970. */
  readonly time: number;
  readonly average: number;
}

/** A metric as either way of asking answers it: the client of the batch API, or Azure Resource Manager. */
export interface AnsweredMetric {
  readonly id?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly timeseries?: readonly {
    readonly metadatavalues?: readonly AnsweredDimension[];
    readonly data?: readonly { readonly timeStamp: Date | string; readonly average?: number | null }[];
  }[];
}
interface AnsweredDimension {
  readonly name?: string | { readonly value?: string };
  readonly value?: string;
}

/**
 * Metrics are known by the end of their id: the client gives their names as they are shown to people. An error of a single
 * metric comes inside of a good answer.
 */
export function readAnswers(metrics: readonly AnsweredMetric[]): MetricAnswers {
  return new Map(metrics.map((metric) => [metricName(metric.id ?? ''), readAnswer(metric)]));
}

/** The resource that a metric is of, by the metric's id. */
export const resourceOf = (metricId: string): string => metricId.replace(/\/providers\/Microsoft\.Insights\/.*$/i, '');

const metricName = (id: string) => id.slice(id.lastIndexOf('/') + 1).toLowerCase();

function readAnswer({ errorCode = 'Success', errorMessage = '', timeseries = [] }: AnsweredMetric): MetricAnswer {
  if (errorCode !== 'Success') return { series: [], problem: shortText(`${errorCode}: ${errorMessage}`) };
  const series = timeseries.map(({ metadatavalues = [], data = [] }) => ({
    dimensions: new Map(metadatavalues.map(({ name, value = '' }) => [dimensionName(name), value])),
    points: data.flatMap(({ timeStamp, average }) =>
      // A minute without a value has a time all the same.
      typeof average === 'number' ? [{ time: new Date(timeStamp).getTime(), average }] : [],
    ),
  }));
  return series.length < mostSeries ? { series } : { series, problem: `there are more than ${mostSeries - 1} series` };
}

/** `statusCode`, `statuscode` and `Status Code` are one. */
const dimensionName = (name: AnsweredDimension['name'] = '') =>
  (typeof name === 'string' ? name : (name.value ?? '')).replace(/[^a-z]/gi, '').toLowerCase();
