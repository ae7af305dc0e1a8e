import { type LatencySketch, meanOf, quantileOf } from '../scoring/latency-sketch.ts';
import { statusesIn } from '../scoring/traffic-record.ts';
import type { MeasuredMinute, MeasuredResource, MinuteRange } from './measured-resource.ts';

/** One value that a metric had in a minute, for one combination of its dimensions. */
export interface Sample {
  readonly minute: number;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the samples of a metric from a resource. */
export type SampleReader = (resource: MeasuredResource, range: MinuteRange) => Iterable<Sample>;

const noDimensions = {};

/** A value per deployment and minute. */
const perMinute = (value: (measured: MeasuredMinute) => number | undefined, ofDeployment: boolean): SampleReader =>
  function* (resource, range) {
    for (const measured of resource.minutes(range)) {
      const found = value(measured);
      const dimensions = ofDeployment ? { deployment: measured.deployment } : noDimensions;
      if (found !== undefined) yield { minute: measured.minute, dimensions, value: found };
    }
  };

/** Latency of all answers, by deployment. */
export const latency = (of: (sketch: LatencySketch) => number | undefined, ofDeployment: boolean): SampleReader =>
  perMinute(({ traffic }) => of(traffic.latency), ofDeployment);

export const meanLatency = latency(meanOf, true);
export const percentile = (share: number, ofDeployment: boolean): SampleReader =>
  latency((sketch) => quantileOf(sketch, share), ofDeployment);

/** Requests by deployment and status: one sample per combination that occurred in the minute. */
export const requests: SampleReader = function* (resource, range) {
  for (const { deployment, minute, traffic } of resource.minutes(range)) {
    for (const [key, value] of traffic.statuses) {
      const { status, modelStatus } = statusesIn(key);
      const dimensions = {
        deployment,
        statusCode: status,
        statusCodeClass: `${status[0]}xx`,
        modelStatusCode: modelStatus || '0',
      };
      yield { minute, dimensions, value };
    }
  }
};

/** Requests of one deployment by what the proxy before it answered. */
export const proxyRequests: SampleReader = function* (resource, range) {
  for (const { minute, traffic } of resource.minutes(range)) {
    for (const [key, value] of traffic.statuses) {
      yield { minute, dimensions: { envoy_response_code: statusesIn(key).status }, value };
    }
  }
};

const secondsPerMinute = 60;
export const networkBytes = perMinute(({ traffic }) => traffic.bytes / secondsPerMinute, false);
export const newConnections = perMinute(({ traffic }) => traffic.latency.count / secondsPerMinute, false);
export const activeConnections = perMinute(({ traffic }) => workersBusy(traffic.latency), false);

/** How many requests were worked on at the same time, on average over the minute. */
const workersBusy = (sketch: LatencySketch) => sketch.sumInMs / (secondsPerMinute * 1000);

/** A value per instance of a deployment for every minute since it came up, with requests or without. */
const perInstance = (
  value: (busy: number, behaviour: { readonly cpuPercent?: number; readonly memoryPercent?: number }) => number,
  more: Readonly<Record<string, string>> = {},
): SampleReader =>
  function* (resource, range) {
    const instance = resource.instance();
    const running = instance?.deployment.running;
    if (!instance || !running) return;
    const busy = new Map(
      [...resource.minutes(range)].map(({ minute, traffic }) => [minute, workersBusy(traffic.latency)]),
    );
    const first = Math.max(range.from, Math.floor(running.startedAt / 60_000) + 1);
    for (let minute = first; minute < range.to; minute++) {
      const found = value((busy.get(minute) ?? 0) / running.capacity, instance.behaviour(minute * 60_000));
      for (let at = 0; at < running.capacity; at++) {
        yield {
          minute,
          dimensions: { instanceId: `${instance.deployment.resource.name}-${at}`, ...more },
          value: found,
        };
      }
    }
  };

// A busy worker takes about a fifth of an instance; an idle container three percent.
export const cpu = perInstance((busy, { cpuPercent }) => cpuPercent ?? Math.min(100, 3 + 20 * busy));
export const memory = perInstance((busy, { memoryPercent }) => memoryPercent ?? Math.min(100, 22 + 2 * busy));
export const disk = perInstance(() => 18, { disk: '/' });
export const capacity = perInstance(() => 1, { State: 'Ready' });

/** A metric that exists but that nothing in this emulator ever feeds. */
export const nothing: SampleReader = () => [];
