import { done, type Outcome } from '../domain/outcome.ts';
import {
  completePart,
  type DeploymentSeries,
  type EndpointSeries,
  type FleetSeries,
  type MeasuredWindow,
  type Metrics,
} from '../domain/series.ts';
import { type EndpointRef, partsOf } from '../domain/workspace.ts';
import type { Workspaces } from '../domain/world.ts';
import type { Failure } from './failures.ts';
import { createRegions, endpointId, inBatches, type RegionOf } from './metrics-batches.ts';
import { faultOf, measuredEndpoint, readable } from './metrics-endpoint.ts';
import { latencyQuery, loadQuery, requestsQuery } from './metrics-queries.ts';
import { createMetricsReader, type MetricsBatch, type MetricsReader } from './metrics-reader.ts';
import { loadSeries } from './metrics-series.ts';
import { createMetricsSources, type MetricsSourcesOptions } from './metrics-sources.ts';
import { someAtOnce } from './some-at-once.ts';

export interface MetricsOptions extends MetricsSourcesOptions {
  readonly workspaces: Pick<Workspaces, 'get'>;
  readonly now: () => Date;
}

const batchesAtOnce = 4;

/** Measurements of endpoints: for every fifty of a subscription and region two requests, for counts and for latency. */
export function createMetrics(options: MetricsOptions): Metrics {
  const reader = createMetricsReader(createMetricsSources(options), options.now);
  const regionOf = createRegions(options.workspaces);
  return {
    async read(endpoints, window) {
      const complete = completePart(window, options.now());
      if (isEmpty(complete)) return done(nothingYet(endpoints, complete));
      const { batches, failures } = await inBatches(endpoints, regionOf);
      const asked = await someAtOnce(batches, batchesAtOnce, (batch) => readBatch(reader, batch, complete));
      const results = new Map([...failures, ...asked.flat()]);
      return outcomeOf(endpoints, results, complete);
    },
    readLoad: (endpoint, deployments, window) =>
      readLoad({ reader, regionOf, endpoint, deployments, window: completePart(window, options.now()) }),
  };
}

const isEmpty = ({ from, until }: MeasuredWindow) => from === until;

const nothingYet = (endpoints: readonly EndpointRef[], window: MeasuredWindow): FleetSeries => ({
  window,
  endpoints: endpoints.map((endpoint) => ({ endpoint, deployments: [], gaps: [] })),
});

/** An endpoint's measurements, or why there are none. */
type Result = Omit<EndpointSeries, 'endpoint'> | Failure;

async function readBatch(reader: MetricsReader, batch: MetricsBatch, window: MeasuredWindow) {
  const [requests, latency] = await Promise.all([
    reader.read(requestsQuery, batch, window),
    reader.read(latencyQuery, batch, window),
  ]);
  // Here and not at the end: the answers are ten times as large as what is made of them.
  return batch.resourceIds.map((resourceId): readonly [string, Result] => {
    const id = resourceId.toLowerCase();
    return [id, measuredEndpoint({ requests: requests.get(id), latency: latency.get(id) }, window)];
  });
}

const notAsked: Failure = { kind: 'absent', text: 'nobody was asked' };

/** A few endpoints that could not be measured are told among the rest; when there is no rest, it is trouble or a refusal. */
function outcomeOf(
  endpoints: readonly EndpointRef[],
  results: ReadonlyMap<string, Result>,
  window: MeasuredWindow,
): Outcome<FleetSeries> {
  const measured = endpoints.map((endpoint) => ({
    endpoint,
    result: results.get(endpointId(endpoint).toLowerCase()) ?? notAsked,
  }));
  const failures = measured.flatMap(({ result }) => ('kind' in result ? [result] : []));
  if (failures.length > 0 && failures.length === measured.length) return nothingKnown(failures);
  return done({
    window,
    endpoints: measured.map(({ endpoint, result }) =>
      'kind' in result ? { endpoint, deployments: [], fault: faultOf(result), gaps: [] } : { endpoint, ...result },
    ),
  });
}

/** Trouble is worth another try, whatever else there is. */
function nothingKnown(failures: readonly Failure[]): Outcome<never> {
  const failure = failures.find(({ kind }) => kind === 'trouble') ?? failures[0] ?? notAsked;
  if (failure.kind === 'trouble') throw failure.error;
  return { kind: 'refused', fault: faultOf(failure) };
}

interface LoadQuestion {
  readonly reader: MetricsReader;
  readonly regionOf: RegionOf;
  readonly endpoint: EndpointRef;
  readonly deployments: readonly string[];
  readonly window: MeasuredWindow;
}

async function readLoad(asked: LoadQuestion): Promise<Outcome<readonly DeploymentSeries[]>> {
  const { reader, regionOf, endpoint, deployments, window } = asked;
  if (isEmpty(window) || deployments.length === 0) return done([]);
  const region = await regionOf(endpoint.workspaceId);
  if (typeof region !== 'string') return nothingKnown([region]);
  const { subscriptionId } = partsOf(endpoint.workspaceId);
  const idOf = (name: string) => `${endpointId(endpoint)}/deployments/${name}`;
  const readings = await reader.read(loadQuery, { subscriptionId, region, resourceIds: deployments.map(idOf) }, window);
  const found = deployments.map((name) => {
    const metrics = readable(readings.get(idOf(name).toLowerCase()), loadQuery.names, []);
    return 'kind' in metrics ? metrics : loadSeries(name, metrics, window);
  });
  const failures = found.filter((each) => 'kind' in each);
  if (failures.length === found.length) return nothingKnown(failures);
  return done(found.flatMap((each) => ('kind' in each ? [] : each)));
}
