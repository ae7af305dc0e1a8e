import type { MeasuredResource } from './measured-resource.ts';
import type { MetricNamespace } from './metric-catalogue.ts';
import type { QueryPlan } from './metric-query.ts';
import { timeSeries } from './metric-series.ts';

/** The value of one resource in a metrics answer: an entry per metric, with its series or its own error. */
export function metricValues(resource: MeasuredResource, plan: QueryPlan): unknown[] {
  return plan.metrics.map((each) => ({
    id: `${resource.id}/providers/Microsoft.Insights/metrics/${each.metric.name}`,
    type: 'Microsoft.Insights/metrics',
    // The SDKs take the localised value for the name.
    name: { value: each.metric.name, localizedValue: each.metric.displayName },
    displayDescription: `${each.metric.displayName} of the online ${resource.type}`,
    unit: each.metric.unit,
    ...('query' in each
      ? { timeseries: timeSeries(resource, each.query), errorCode: 'Success' }
      : { timeseries: [], errorCode: each.errorCode, errorMessage: each.errorMessage }),
  }));
}

/** The rest of the answer, the same for both ways of asking. */
export const metricFrame = (resource: MeasuredResource, namespace: MetricNamespace, plan: QueryPlan) => ({
  interval: plan.interval,
  namespace: namespace.name,
  resourceregion: resource.location,
  value: metricValues(resource, plan),
});
