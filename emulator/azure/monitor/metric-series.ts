import type { MeasuredResource } from './measured-resource.ts';
import type { Aggregation, Metric } from './metric-catalogue.ts';
import { type DimensionFilter, passes } from './metric-filter.ts';
import type { Sample } from './metric-samples.ts';

/** A query for one metric of one resource, checked and in the catalogue's own words. */
export interface SeriesQuery {
  readonly metric: Metric;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Width of a point; the whole time span for `FULL`. */
  readonly grainInMs: number;
  readonly filters: readonly DimensionFilter[];
  /** Dimensions that the result is split by. */
  readonly splitBy: readonly string[];
  readonly aggregations: readonly Aggregation[];
  /** How many series at most; the rest is left out without a word. */
  readonly top: number;
  readonly orderBy: { readonly aggregation: Aggregation; readonly descending: boolean } | undefined;
  readonly onlyMetadata: boolean;
  /** Time stamps of the points, made once for all series. */
  readonly stamps: readonly string[];
}

interface Bin {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

interface Series {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly bins: Map<number, Bin>;
  readonly whole: Bin;
}

const minuteInMs = 60_000;

type Span = Pick<SeriesQuery, 'start' | 'end' | 'grainInMs'>;

/** Where the first point begins: at a whole grain, or at the start when there is one point only. */
const originOf = ({ start, end, grainInMs }: Span) =>
  grainInMs >= end - start ? start : Math.floor(start / grainInMs) * grainInMs;

/** The time stamps of all points of a query. */
export function stampsOf(span: Span): string[] {
  const stamps: string[] = [];
  for (let time = originOf(span); time < span.end; time += span.grainInMs) stamps.push(isoSecond(time));
  return stamps;
}

/** The time series of a metric, as the service writes them. A point without samples has a time stamp and no value. */
export function timeSeries(resource: MeasuredResource, query: SeriesQuery): unknown[] {
  const from = Math.floor(query.start / minuteInMs);
  const to = Math.min(Math.ceil(query.end / minuteInMs), resource.knownUntil);
  const origin = originOf(query);
  const found = collected(query.metric.samples(resource, { from, to }), query, origin);
  return ordered(found, query)
    .slice(0, query.top)
    .map((series) => written(series, query));
}

function collected(samples: Iterable<Sample>, query: SeriesQuery, origin: number): Series[] {
  const all = new Map<string, Series>();
  for (const { minute, dimensions, value } of samples) {
    if (!query.filters.every((filter) => passes(filter, dimensions[filter.dimension] ?? ''))) continue;
    const split = query.splitBy.map((name) => dimensions[name] ?? '');
    const key = split.join('\n');
    const series = all.get(key) ?? newSeries(query.splitBy, split);
    all.set(key, series);
    const time = Math.max(minute * minuteInMs, origin);
    add(binOf(series.bins, Math.floor((time - origin) / query.grainInMs)), value);
    add(series.whole, value);
  }
  return [...all.values()];
}

const newBin = (): Bin => ({ count: 0, sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY });

const newSeries = (names: readonly string[], values: readonly string[]): Series => ({
  dimensions: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])),
  bins: new Map(),
  whole: newBin(),
});

function binOf(bins: Map<number, Bin>, at: number): Bin {
  const bin = bins.get(at) ?? newBin();
  bins.set(at, bin);
  return bin;
}

function add(bin: Bin, value: number): void {
  bin.count += 1;
  bin.sum += value;
  bin.minimum = Math.min(bin.minimum, value);
  bin.maximum = Math.max(bin.maximum, value);
}

const valueOfBin = (bin: Bin, aggregation: Aggregation): number =>
  aggregation === 'Average' ? bin.sum / bin.count : aggregation === 'Minimum' ? bin.minimum : bin.maximum;

function ordered(series: Series[], { orderBy, splitBy }: SeriesQuery): Series[] {
  if (orderBy) {
    const sign = orderBy.descending ? -1 : 1;
    return series.sort(
      (a, b) => sign * (valueOfBin(a.whole, orderBy.aggregation) - valueOfBin(b.whole, orderBy.aggregation)),
    );
  }
  const label = ({ dimensions }: Series) => splitBy.map((name) => dimensions[name]).join('\n');
  return series.sort((a, b) => (label(a) < label(b) ? -1 : 1));
}

/** Names of dimensions come back in lower case, whatever the caller wrote. */
function written({ dimensions, bins }: Series, query: SeriesQuery): unknown {
  const metadatavalues = Object.entries(dimensions).map(([name, value]) => ({
    name: { value: name.toLowerCase(), localizedValue: name.toLowerCase() },
    value,
  }));
  if (query.onlyMetadata) return { metadatavalues };
  const data = query.stamps.map((timeStamp, at) => ({ timeStamp, ...pointOf(bins.get(at), query.aggregations) }));
  return { metadatavalues, data };
}

const pointOf = (bin: Bin | undefined, aggregations: readonly Aggregation[]) =>
  bin && Object.fromEntries(aggregations.map((name) => [name.toLowerCase(), valueOfBin(bin, name)]));

export const isoSecond = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
