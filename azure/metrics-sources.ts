import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { MetricsClient } from '@azure/monitor-query-metrics';
import type { MeasuredWindow } from '../domain/series.ts';
import type { Arm } from './arm.ts';
import { type AnsweredMetric, readAnswers, resourceOf } from './metrics-answer.ts';
import { type MetricsQuery, mostSeries } from './metrics-queries.ts';
import type { MetricsSources } from './metrics-reader.ts';

export interface MetricsSourcesOptions {
  readonly arm: Arm;
  readonly credential: TokenCredential;
  /** For example `metrics.monitor.azure.com`: the host is a region before it. */
  readonly metricsSuffix: string;
  readonly httpClient?: HttpClient;
}

/**
 * Azure Monitor's two doors for metrics.
 * Source: REST reference, Metrics Batch 2024-02-01, and Metrics List 2024-02-01 of Azure Resource Manager.
 */
export function createMetricsSources(options: MetricsSourcesOptions): MetricsSources {
  const regions = new Map<string, MetricsClient>();
  const clientOf = (region: string) => {
    const client = regions.get(region) ?? createClient(region, options);
    regions.set(region, client);
    return client;
  };
  return {
    async batch(query, { region, resourceIds }, window) {
      const results = await clientOf(region).queryResources([...resourceIds], [...query.names], query.namespace, {
        startTime: new Date(window.from),
        endTime: new Date(window.until),
        interval: 'PT1M',
        aggregation: 'Average',
        ...(query.filter !== undefined && { filter: query.filter, top: mostSeries }),
      });
      return new Map(
        results.map(({ resourceId, metrics }) => {
          const id = resourceId ?? resourceOf(metrics[0]?.id ?? '');
          return [id.toLowerCase(), readAnswers(metrics)];
        }),
      );
    },
    async single(query, resourceId, window) {
      const body = await options.arm.read(
        `${resourceId}/providers/Microsoft.Insights/metrics?${parameters(query, window)}`,
      );
      return readAnswers((body as { readonly value?: readonly AnsweredMetric[] } | undefined)?.value ?? []);
    },
  };
}

const createClient = (region: string, { credential, metricsSuffix, httpClient }: MetricsSourcesOptions) =>
  new MetricsClient(`https://${region}.${metricsSuffix}`, credential, {
    // Its own default is Azure Resource Manager, whose token is refused here.
    audience: `https://${metricsSuffix}/.default`,
    retryOptions: { maxRetries: 2 },
    ...(httpClient && { httpClient }),
  });

const parameters = ({ namespace, names, filter }: MetricsQuery, { from, until }: MeasuredWindow) =>
  new URLSearchParams({
    'api-version': '2024-02-01',
    metricnamespace: namespace,
    metricnames: names.join(','),
    timespan: `${from}/${until}`,
    interval: 'PT1M',
    aggregation: 'Average',
    ...(filter !== undefined && { $filter: filter, top: String(mostSeries) }),
  });
