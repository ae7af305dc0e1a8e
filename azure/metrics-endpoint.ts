import { type Fault, refused } from '../domain/outcome.ts';
import type { EndpointSeries, MeasuredWindow } from '../domain/series.ts';
import type { Failure } from './failures.ts';
import type { MetricAnswers } from './metrics-answer.ts';
import { latencyQuery, requestsQuery } from './metrics-queries.ts';
import type { MetricsReading } from './metrics-reader.ts';
import { requestSeries, unusable } from './metrics-series.ts';

/** What was answered about an endpoint: counts, and latency. */
interface EndpointReadings {
  readonly requests: MetricsReading | undefined;
  readonly latency: MetricsReading | undefined;
}

/** Without counts nothing is known of an endpoint; without latency the counts still are. */
export function measuredEndpoint(
  readings: EndpointReadings,
  window: MeasuredWindow,
): Omit<EndpointSeries, 'endpoint'> | Failure {
  const requests = readable(readings.requests, requestsQuery.names, ['deployment', 'statuscode', 'modelstatuscode']);
  if ('kind' in requests) return requests;
  const latency = readable(readings.latency, latencyQuery.names, ['deployment']);
  if (!('kind' in latency)) return { deployments: requestSeries(requests, latency, window), gaps: [] };
  return {
    deployments: requestSeries(requests, undefined, window),
    gaps: [`Latency could not be measured: ${faultOf(latency).message}`],
  };
}

/** The metrics of an answer that has all of them, with all of their dimensions. */
export function readable(
  reading: MetricsReading | undefined,
  names: readonly string[],
  dimensions: readonly string[],
): MetricAnswers | Failure {
  if (reading?.kind !== 'read') return reading ?? { kind: 'absent', text: 'nobody was asked' };
  const problem = unusable(reading.metrics, names, dimensions);
  return problem === undefined ? reading.metrics : { kind: 'absent', text: problem };
}

export function faultOf(failure: Failure): Fault {
  if (failure.kind === 'refused') return failure.outcome.fault;
  const message = failure.kind === 'trouble' ? failure.error.message : failure.text;
  return refused(
    'not-measured',
    `Azure Monitor gave no measurements: ${message}`,
    'Look in the portal whether the endpoint is there and has metrics. Nothing is decided without them.',
  ).fault;
}
