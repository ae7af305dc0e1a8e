import type { Cloud } from '../cloud.ts';
import type { Containers } from '../container.ts';
import type { AzureAnswer, AzureRequest } from '../exchange.ts';
import { secondsOf } from '../machine-learning/durations.ts';
import { fractionFor, seededRandom } from '../random.ts';
import type { OnlineDeployment, OnlineEndpoint } from '../resources.ts';
import type { ServingRequest, ServingResponse } from '../serving/handle-request.ts';
import type { RunningFlow } from '../serving/load-flow.ts';
import { type Behaviours, drawLatency } from './behaviours.ts';
import { chooseDeployment } from './choose-deployment.ts';
import type { FlowMetrics } from './flow-metrics.ts';
import { recordFlow } from './flow-record.ts';
import { errorInside, frontAnswer, wrapped } from './score-answers.ts';
import type { TrafficRecord } from './traffic-record.ts';

/** What scoring works on, and where it writes down what it did. */
export interface ScoringParts {
  readonly cloud: Cloud;
  readonly containers: Pick<Containers, 'running'>;
  readonly behaviours: Behaviours;
  readonly record: TrafficRecord;
  readonly flows: FlowMetrics;
}

export interface ScoreOptions {
  /** The deployment that the caller names; absent: the traffic rules decide. */
  readonly pinned?: string | undefined;
  /** When the request came, in milliseconds since 1970, for traffic that is made up; its answer comes at once. */
  readonly arrivedAt?: number;
}

/** Serves one request that was let in. */
export type Score = (endpoint: OnlineEndpoint, request: ServingRequest, options?: ScoreOptions) => Promise<AzureAnswer>;

interface Served {
  readonly response: ServingResponse | undefined;
  readonly latencyInMs: number;
  /** What the caller gets: 200, or what the front makes of it. */
  readonly status: 200 | 408 | 424 | 429 | 503;
}

/**
 * The front of the endpoints: picks a deployment, lets it take the time that its behaviour says, and wraps what went wrong
 * as the service does (Learn: Troubleshoot online endpoints, "HTTP status codes"). Every request is recorded.
 */
export function scorer(parts: ScoringParts): Score {
  const { cloud } = parts;
  const pending = pendingRequests();
  const draws = new Map<string, () => number>();
  const randomOf = (id: string) => {
    const found = draws.get(id) ?? seededRandom(Math.floor(fractionFor(cloud.seed, id) * 2 ** 32));
    draws.set(id, found);
    return found;
  };
  const serve = async (
    endpoint: OnlineEndpoint,
    deployment: OnlineDeployment,
    request: ServingRequest,
    arrivedAt: number,
  ) => {
    const { id } = deployment.resource;
    const container = await parts.containers.running(id);
    // From here on nothing waits: requests that arrive together see each other in the order in which they came.
    const limit = 2 * settingsOf(deployment).maxConcurrentRequestsPerInstance * (deployment.running?.capacity ?? 1);
    const isFull = pending.at(id, arrivedAt) >= limit;
    const served = isFull
      ? tooMany
      : run(parts.behaviours, endpoint, deployment, { container, request, arrivedAt, random: randomOf(id) });
    const answeredAt = arrivedAt + served.latencyInMs;
    pending.add(id, answeredAt);
    record(parts, endpoint, deployment, request, served, answeredAt);
    return served;
  };

  return async (endpoint, request, options = {}) => {
    const arrivedAt = options.arrivedAt ?? cloud.clock.now();
    const random = randomOf(endpoint.resource.id);
    const { deployment, mirrors, reason } = chooseDeployment(cloud, endpoint, options.pinned, random);
    // Nobody waits for a copy, and nobody learns how it ended.
    for (const mirror of mirrors) void serve(endpoint, mirror, request, arrivedAt).catch(() => undefined);
    if (!deployment) return frontAnswer(404, reason ?? '', undefined);
    const served = await serve(endpoint, deployment, request, arrivedAt);
    if (options.arrivedAt === undefined) await reached(cloud, arrivedAt + served.latencyInMs);
    return answerOf(served, deployment.resource.name);
  };
}

function answerOf({ response, status }: Served, deployment: string): AzureAnswer {
  if (response && (status === 200 || status === 424)) return wrapped(response, deployment);
  return frontAnswer(status, reasons[status] ?? '', deployment);
}

const tooMany: Served = { response: undefined, latencyInMs: 1, status: 429 };

/** Requests that deployments work on, by the times at which they will be answered. */
function pendingRequests() {
  const ends = new Map<string, number[]>();
  return {
    at(id: string, time: number): number {
      const left = (ends.get(id) ?? []).filter((end) => end > time);
      ends.set(id, left);
      return left.length;
    },
    add: (id: string, end: number) => void ends.get(id)?.push(end),
  };
}

const reasons: Readonly<Record<number, string>> = {
  408: 'upstream request timeout',
  429: 'Too many requests are pending for this deployment',
  503: 'no healthy upstream',
};

const settingsOf = ({ running, resource }: OnlineDeployment) =>
  (running?.properties ?? resource.properties).requestSettings;

interface Turn {
  readonly container: RunningFlow | undefined;
  readonly request: ServingRequest;
  readonly arrivedAt: number;
  readonly random: () => number;
}

function run(behaviours: Behaviours, endpoint: OnlineEndpoint, deployment: OnlineDeployment, turn: Turn): Served {
  const { container, request, random } = turn;
  if (!container) return { response: undefined, latencyInMs: 1, status: 503 };
  const model = String((deployment.running?.properties ?? deployment.resource.properties).model ?? '');
  const subject = { endpoint: endpoint.resource.name, deployment: deployment.resource.name, model };
  const behaviour = behaviours.at(subject, turn.arrivedAt);
  const isScore = request.path.startsWith('/score');
  const answered = container.handle(request);
  const fails = isScore && random() < behaviour.errorRate;
  const response = fails ? errorInside(answered, behaviour.errorStatus) : answered;
  const latencyInMs = isScore ? drawLatency(behaviour, random) : 2;
  const timeoutInMs = (secondsOf(settingsOf(deployment).requestTimeout) ?? 5) * 1000;
  if (latencyInMs > timeoutInMs) return { response: undefined, latencyInMs: timeoutInMs, status: 408 };
  return { response, latencyInMs, status: response.status === 200 ? 200 : 424 };
}

const reached = ({ clock }: Cloud, time: number) => new Promise<void>((resolve) => void clock.at(time, resolve));

/** Health and swagger are asked for by people and probes: they are no traffic. */
function record(
  parts: ScoringParts,
  endpoint: OnlineEndpoint,
  deployment: OnlineDeployment,
  request: ServingRequest,
  served: Served,
  time: number,
) {
  if (!request.path.startsWith('/score')) return;
  const { response, latencyInMs, status } = served;
  parts.record.add({
    endpointId: endpoint.resource.id,
    deployment: deployment.resource.name,
    time,
    status,
    ...(response && { modelStatus: response.status }),
    latencyInMs,
    bytes: request.body.length + (response?.body.length ?? 0),
  });
  if (response?.observation) recordFlow(parts.cloud, parts.flows, deployment, response, latencyInMs, time);
}

/** The request that the container sees: the platform replaces `x-request-id` and keeps the client's own id. */
export const containerRequest = (request: AzureRequest, path: string): ServingRequest => ({
  method: request.method,
  path: request.query.size > 0 ? `${path}?${request.query.toString()}` : path,
  headers: { ...singleHeaders(request.headers), 'x-request-id': request.requestId },
  body: request.bytes.toString('utf8'),
});

const singleHeaders = (headers: AzureRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && name !== 'authorization')
      .map(([name, value]) => [name, String(value)]),
  );
