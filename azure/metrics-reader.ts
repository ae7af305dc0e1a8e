import { isRestError } from '@azure/core-rest-pipeline';
import type { MeasuredWindow } from '../domain/series.ts';
import { type Failure, failureOf } from './failures.ts';
import type { MetricAnswers } from './metrics-answer.ts';
import type { MetricsQuery } from './metrics-queries.ts';
import { someAtOnce } from './some-at-once.ts';

/** Resources of one type that can be asked about in one request: one subscription, one region, at most fifty. */
export interface MetricsBatch {
  readonly subscriptionId: string;
  /** For example `eastus`. */
  readonly region: string;
  readonly resourceIds: readonly string[];
}
/** What became of the question about one resource. */
export type MetricsReading = { readonly kind: 'read'; readonly metrics: MetricAnswers } | Failure;
/** By the resource's id in lower case. */
export type MetricsReadings = ReadonlyMap<string, MetricsReading>;

/** The two ways to ask: all of a batch in one request, or a request for each. */
export interface MetricsSources {
  batch(query: MetricsQuery, batch: MetricsBatch, window: MeasuredWindow): Promise<ReadonlyMap<string, MetricAnswers>>;
  single(query: MetricsQuery, resourceId: string, window: MeasuredWindow): Promise<MetricAnswers>;
}
export interface MetricsReader {
  read(query: MetricsQuery, batch: MetricsBatch, window: MeasuredWindow): Promise<MetricsReadings>;
}

/** How long the batch API is left alone in a subscription that did not let us in. */
const remindedAfterInMs = 60 * 60_000;
const requestsAtOnce = 8;

/**
 * Asks in batches where it may. The batch API wants Monitoring Reader on the whole subscription, and says 401 without it
 * (403: Microsoft.Insights is not registered there); a single resource can be asked about with a role on that resource.
 * A batch that is refused for anything else may hold one resource that is gone: that does not hide the others.
 * Source: Microsoft Learn, "Migrate from the metrics API to the getBatch API".
 */
export function createMetricsReader(sources: MetricsSources, now: () => Date): MetricsReader {
  const closedUntil = new Map<string, number>();
  const inOneRequest = async (query: MetricsQuery, batch: MetricsBatch, window: MeasuredWindow) => {
    try {
      return readings(batch, await sources.batch(query, batch, window));
    } catch (problem) {
      const failure = failureOf(problem, `measure ${batch.resourceIds.length} resources`);
      if (failure.kind === 'trouble') return new Map(batch.resourceIds.map((id) => [id.toLowerCase(), failure]));
      if (isLockedOut(problem)) closedUntil.set(batch.subscriptionId, now().getTime() + remindedAfterInMs);
      return undefined;
    }
  };
  return {
    async read(query, batch, window) {
      // The client fails on an empty list.
      if (batch.resourceIds.length === 0) return new Map();
      const isClosed = (closedUntil.get(batch.subscriptionId) ?? 0) > now().getTime();
      const together = isClosed ? undefined : await inOneRequest(query, batch, window);
      return together ?? oneByOne(sources, query, batch, window);
    },
  };
}

const isLockedOut = (problem: unknown) =>
  isRestError(problem) && (problem.statusCode === 401 || problem.statusCode === 403);

function readings(batch: MetricsBatch, answers: ReadonlyMap<string, MetricAnswers>): MetricsReadings {
  return new Map(
    batch.resourceIds.map((resourceId) => {
      const id = resourceId.toLowerCase();
      const metrics = answers.get(id);
      return [id, metrics ? { kind: 'read', metrics } : { kind: 'absent', text: 'the answer leaves the resource out' }];
    }),
  );
}

async function oneByOne(
  sources: MetricsSources,
  query: MetricsQuery,
  batch: MetricsBatch,
  window: MeasuredWindow,
): Promise<MetricsReadings> {
  const pairs = await someAtOnce(batch.resourceIds, requestsAtOnce, async (resourceId) => {
    const reading = await single(sources, query, resourceId, window);
    return [resourceId.toLowerCase(), reading] as const;
  });
  return new Map(pairs);
}

async function single(
  sources: MetricsSources,
  query: MetricsQuery,
  resourceId: string,
  window: MeasuredWindow,
): Promise<MetricsReading> {
  try {
    return { kind: 'read', metrics: await sources.single(query, resourceId, window) };
  } catch (problem) {
    return failureOf(problem, `measure ${resourceId.split('/').at(-1)}`);
  }
}
