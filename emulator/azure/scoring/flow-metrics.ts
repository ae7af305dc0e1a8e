import type { ScoreObservation } from '../serving/observation.ts';
import { minuteOf } from './traffic-record.ts';

/** A point of the flow's own metrics, summed up over a minute. */
export interface FlowPoint {
  readonly name: 'flow_request' | 'flow_latency' | 'token_consumption';
  readonly dimensions: Readonly<Record<string, string>>;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

/** One answered request, as the container's metrics see it. */
export interface FlowSample {
  readonly time: number;
  readonly status: number;
  readonly latencyInMs: number;
  readonly observation: ScoreObservation;
  /** `endpoint` and `deployment`, and what PF_SERVING_METRICS_COMMON_DIMENSIONS adds. */
  readonly common: Readonly<Record<string, string>>;
  /** Tokens are counted only with tracing, which is off by default. */
  readonly tracing: boolean;
}

/** The custom metrics that containers sent to Application Insights, by component and minute. */
export interface FlowMetrics {
  add(componentId: string, sample: FlowSample): void;
  /** Points by the number of their minute since 1970. */
  of(componentId: string): ReadonlyMap<number, ReadonlyMap<string, FlowPoint>>;
}

// Errors before the flow runs are counted twice in flow_request, the first time with the name of an enumeration as code.
const outsideTheRun = new Set([
  'MissingRequiredFlowInput',
  'NotAcceptable',
  'OpenURLUserAuthenticationError',
  'JsonPayloadRequiredForMultipleInputFields',
  'MultipleStreamOutputFieldsNotSupported',
]);
const namedCode = new Set([
  'MissingRequiredFlowInput',
  'OpenURLUserAuthenticationError',
  'JsonPayloadRequiredForMultipleInputFields',
]);

const retentionInMinutes = 7 * 24 * 60;

/** Keeps points for a week, in memory only. */
export function flowMetrics(): FlowMetrics {
  const components = new Map<string, Map<number, Map<string, FlowPoint>>>();
  return {
    add(componentId, sample) {
      const key = componentId.toLowerCase();
      const minutes = components.get(key) ?? new Map<number, Map<string, FlowPoint>>();
      components.set(key, minutes);
      const points = pointsAt(minutes, minuteOf(sample.time));
      for (const { name, dimensions, value } of pointsOf(sample))
        addPoint(points, name, { ...dimensions, ...sample.common }, value);
    },
    of: (componentId) => components.get(componentId.toLowerCase()) ?? new Map(),
  };
}

interface Measured {
  readonly name: FlowPoint['name'];
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

function pointsAt(minutes: Map<number, Map<string, FlowPoint>>, now: number): Map<string, FlowPoint> {
  const found = minutes.get(now);
  if (found) return found;
  for (const minute of minutes.keys()) {
    if (minute > now - retentionInMinutes) break;
    minutes.delete(minute);
  }
  const points = new Map<string, FlowPoint>();
  minutes.set(now, points);
  return points;
}

/** The points of one request (meter "Promptflow Standard Metrics" of promptflow-core). */
function pointsOf({ status, latencyInMs, observation, tracing }: FlowSample): Measured[] {
  const { flow, exception } = observation;
  const streaming = observation.streaming ? 'True' : 'False';
  const code = String(status);
  const request = (response_code: string, thrown: string): Measured => ({
    name: 'flow_request',
    dimensions: { flow, response_code, exception: thrown, streaming },
    value: 1,
  });
  const enumerated = status >= 500 ? 'ResponseCode.SERVICE_ERROR' : 'ResponseCode.CLIENT_ERROR';
  const first = namedCode.has(exception) ? request(enumerated, exception) : request(code, exception);
  const response_type = observation.streaming ? 'lastbyte' : 'default';
  const latency: Measured = {
    name: 'flow_latency',
    dimensions: { flow, response_code: code, streaming, response_type },
    value: latencyInMs,
  };
  const again = outsideTheRun.has(exception) ? [request(code, '')] : [];
  return [first, ...again, latency, ...(tracing ? tokenPoints(observation) : [])];
}

const tokenPoints = ({ flow, tokens }: ScoreObservation): Measured[] =>
  tokens.flatMap(({ node, engine, promptTokens, completionTokens }) =>
    [
      { token_type: 'prompt_tokens', value: promptTokens },
      { token_type: 'completion_tokens', value: completionTokens },
    ].map(({ token_type, value }) => ({
      name: 'token_consumption' as const,
      dimensions: { flow, node, llm_engine: engine, token_type },
      value,
    })),
  );

function addPoint(
  points: Map<string, FlowPoint>,
  name: FlowPoint['name'],
  dimensions: FlowPoint['dimensions'],
  value: number,
) {
  const key = JSON.stringify([name, dimensions]);
  const point = points.get(key) ?? { name, dimensions, count: 0, sum: 0, minimum: value, maximum: value };
  point.count += 1;
  point.sum += value;
  point.minimum = Math.min(point.minimum, value);
  point.maximum = Math.max(point.maximum, value);
  points.set(key, point);
}
