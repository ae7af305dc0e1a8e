import { type AzureAnswer, type AzureRequest, azureError, json, objectAt } from '../exchange.ts';
import type { Route, RouteParams } from '../routing.ts';
import { type MeasuredResource, type MetricSources, measuredResource } from './measured-resource.ts';
import { metricFrame } from './metric-answer.ts';
import { type MetricNamespace, metricNamespaces } from './metric-catalogue.ts';
import { type AskedMetrics, planQuery, refused } from './metric-query.ts';
import { isoSecond } from './metric-series.ts';

const largestBatch = 50;
const hourInMs = 3_600_000;

/**
 * Azure Monitor metrics: of one resource through Azure Resource Manager, and of up to 50 through the data plane of a region,
 * which takes tokens of its own audience (REST reference: Metrics - List, Metrics Batch, 2024-02-01).
 */
export const metricRoutes = (sources: MetricSources): Route[] => [
  {
    host: 'management.azure.com',
    scope: 'https://management.azure.com/.default',
    method: 'GET',
    path: '/{resource*}/providers/Microsoft.Insights/metrics',
    apiVersions: ['2018-01-01', '2019-07-01', '2021-05-01', '2023-10-01', '2024-02-01'],
    handle: (request, params) => single(sources, request, `/${params['resource']}`),
  },
  {
    host: '{region}.metrics.monitor.azure.com',
    scope: 'https://metrics.monitor.azure.com/.default',
    method: 'POST',
    path: '/subscriptions/{subscription}/metrics:getBatch',
    apiVersions: ['2023-10-01', '2024-02-01'],
    handle: (request, params) => batch(sources, request, params),
  },
];

const namespaceNamed = (name: string | undefined, type: MeasuredResource['type']): MetricNamespace | undefined =>
  metricNamespaces.find(
    (each) => each.type === type && (name === undefined || each.name.toLowerCase() === name.toLowerCase()),
  );

function single(sources: MetricSources, { query }: AzureRequest, id: string): AzureAnswer {
  const resource = measuredResource(sources, id);
  if (!resource) return azureError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
  const namespace = namespaceNamed(query.get('metricnamespace') ?? undefined, resource.type);
  if (!namespace) return refused(`The namespace ${query.get('metricnamespace')} is not one of this resource.`).refusal;
  const span = timespanOf(query.get('timespan'), sources.cloud.clock.now());
  if (!span) return refused(`Invalid timespan: ${query.get('timespan')}`).refusal;
  const plan = planQuery(namespace, {
    ...shared(query),
    ...span,
    names: listIn(query.get('metricnames') ?? query.get('metric') ?? namespace.metrics[0]?.name ?? null),
    filter: query.get('$filter') ?? undefined,
  });
  if ('refusal' in plan) return plan.refusal;
  const timespan = `${isoSecond(span.start)}/${isoSecond(span.end)}`;
  return json(200, {
    cost: Math.round((span.end - span.start) / 60_000),
    timespan,
    ...metricFrame(resource, namespace, plan),
  });
}

function batch(sources: MetricSources, { query, body }: AzureRequest, params: RouteParams): AzureAnswer {
  const ids = objectAt(body)['resourceids'];
  if (!Array.isArray(ids) || ids.length === 0) return refused('The request body has no resourceids.').refusal;
  if (ids.length > largestBatch)
    return refused(`A batch has at most ${largestBatch} resources, this one has ${ids.length}.`).refusal;
  const resources = ids.map((id) => measuredResource(sources, String(id)));
  const foreign = ids.find((id, at) => !belongs(String(id), resources[at], params));
  if (foreign !== undefined) return refused(`The resource ${foreign} is not in this subscription and region.`).refusal;
  const type = resources.find((resource) => resource !== undefined)?.type ?? 'endpoint';
  const namespace = namespaceNamed(query.get('metricnamespace') ?? undefined, type);
  if (!namespace || resources.some((resource) => resource && resource.type !== type)) {
    return refused(`Resources are not all of the type that the namespace ${query.get('metricnamespace')} is for.`)
      .refusal;
  }
  const span = batchSpan(query, sources.cloud.clock.now());
  if (!span) return refused('Invalid starttime or endtime.').refusal;
  const names = listIn(query.get('metricnames'));
  const plan = planQuery(namespace, { ...shared(query), ...span, names, filter: query.get('filter') ?? undefined });
  if ('refusal' in plan) return plan.refusal;
  const times = { starttime: new Date(span.start).toISOString(), endtime: new Date(span.end).toISOString() };
  const values = resources
    .filter((resource) => resource !== undefined)
    .map((resource) => ({ ...times, resourceid: resource.id, ...metricFrame(resource, namespace, plan) }));
  return json(200, { values });
}

/** A resource that does not exist is left out; one of elsewhere makes the whole request wrong. */
function belongs(id: string, resource: MeasuredResource | undefined, params: RouteParams): boolean {
  const subscription = /^\/?subscriptions\/([^/]+)/i.exec(id)?.[1] ?? '';
  if (subscription.toLowerCase() !== params['subscription']?.toLowerCase()) return false;
  return resource === undefined || resource.location.toLowerCase() === params['region']?.toLowerCase();
}

type SharedParts = Omit<AskedMetrics, 'names' | 'start' | 'end' | 'filter'>;

const shared = (query: URLSearchParams): SharedParts => ({
  interval: query.get('interval') ?? 'PT1M',
  aggregations: listIn(query.get('aggregation')),
  top: Number(query.get('top') ?? 10),
  orderBy: query.get('orderby') ?? undefined,
  rollUpBy: listIn(query.get('rollupby')),
  validateDimensions: (query.get('ValidateDimensions') ?? 'true').toLowerCase() !== 'false',
  adjustsGrain: query.get('AutoAdjustTimegrain')?.toLowerCase() === 'true',
  onlyMetadata: query.get('resultType')?.toLowerCase() === 'metadata',
});

const listIn = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function timespanOf(text: string | null, now: number): { start: number; end: number } | undefined {
  if (text === null) return { start: now - hourInMs, end: now };
  const [start = Number.NaN, end = Number.NaN] = text.split('/').map((part) => Date.parse(part));
  return start < end ? { start, end } : undefined;
}

function batchSpan(query: URLSearchParams, now: number): { start: number; end: number } | undefined {
  const end = query.get('endtime') === null ? now : Date.parse(query.get('endtime') ?? '');
  const start = query.get('starttime') === null ? end - hourInMs : Date.parse(query.get('starttime') ?? '');
  return start < end ? { start, end } : undefined;
}
