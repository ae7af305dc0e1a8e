import type { Cloud } from '../cloud.ts';
import type { Containers } from '../container.ts';
import { type AzureAnswer, type AzureRequest, azureError } from '../exchange.ts';
import type { Route, RouteParams } from '../routing.ts';
import { type Behaviours, behaviours } from './behaviours.ts';
import { refuseScoring } from './caller-access.ts';
import { endpointAt } from './choose-deployment.ts';
import { type FlowMetrics, flowMetrics } from './flow-metrics.ts';
import { containerRequest, type Score, scorer } from './score.ts';
import { type TrafficRecord, trafficRecord } from './traffic-record.ts';
import { trafficStore } from './traffic-store.ts';

/** The data plane of the endpoints: who is served how, and what was served. */
export interface Scoring {
  readonly behaviours: Behaviours;
  readonly record: TrafficRecord;
  readonly flows: FlowMetrics;
  /** Serves a request without asking who sends it: for traffic made inside the emulator. */
  readonly score: Score;
}

export function openScoring(cloud: Cloud, containers: Pick<Containers, 'running'>): Scoring {
  const parts = {
    cloud,
    containers,
    behaviours: behaviours(cloud.store.collection('behaviours')),
    record: trafficRecord(trafficStore(cloud.store.collection('traffic'))),
    flows: flowMetrics(),
  };
  return { ...parts, score: scorer(parts) };
}

/** `https://{endpoint}.{region}.inference.ml.azure.com`: /score, /swagger.json, /health and whatever else the container has. */
export const scoringRoutes = (cloud: Cloud, scoring: Scoring): Route[] => [
  {
    host: '{endpoint}.{region}.inference.ml.azure.com',
    method: '*',
    path: '/{path*}',
    handle: (request, params) => answer(cloud, scoring, request, params),
  },
];

async function answer(
  cloud: Cloud,
  scoring: Scoring,
  request: AzureRequest,
  params: RouteParams,
): Promise<AzureAnswer> {
  const endpoint = endpointAt(cloud, params['endpoint'] ?? '', params['region'] ?? '');
  if (!endpoint) return azureError(404, 'NotFound', `No endpoint answers at ${request.host}`);
  const clientId = request.headers['x-ms-client-request-id'];
  const echo: Record<string, string> = typeof clientId === 'string' ? { 'x-ms-client-request-id': clientId } : {};
  const refusal = refuseScoring(cloud, endpoint, request);
  const pinned = request.headers['azureml-model-deployment'];
  const given =
    refusal ?? (await scoring.score(endpoint, containerRequest(request, request.path), { pinned: pinnedName(pinned) }));
  return { ...given, headers: { 'x-request-id': request.requestId, ...given.headers, ...echo } };
}

const pinnedName = (header: string | string[] | undefined) =>
  typeof header === 'string' && header !== '' ? header : undefined;
