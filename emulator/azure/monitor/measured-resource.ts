import { hasRight, identityOf } from '../authorization/access.ts';
import type { Cloud } from '../cloud.ts';
import { workspaceOf } from '../container.ts';
import { durationFor } from '../random.ts';
import type { OnlineDeployment } from '../resources.ts';
import type { Behaviour, Behaviours } from '../scoring/behaviours.ts';
import {
  type MinutesOfDeployment,
  minuteOf,
  type TrafficMinute,
  type TrafficRecord,
} from '../scoring/traffic-record.ts';

/** Where metrics come from. */
export interface MetricSources {
  readonly cloud: Cloud;
  readonly record: TrafficRecord;
  readonly behaviours: Behaviours;
}

/** One minute of one deployment that served requests. */
export interface MeasuredMinute {
  readonly deployment: string;
  readonly minute: number;
  readonly traffic: TrafficMinute;
}

/** Minutes since 1970: `from` counts, `to` does not. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

/** A resource that has metrics, as far as it is known by now. */
export interface MeasuredResource {
  readonly id: string;
  readonly location: string;
  readonly type: 'endpoint' | 'deployment';
  /** The minutes with requests, of all deployments or of the one. */
  minutes(range: MinuteRange): Iterable<MeasuredMinute>;
  /** The deployment that runs, with the minutes since its start; none where its identity may not write metrics. */
  instance(): { readonly deployment: OnlineDeployment; readonly behaviour: (time: number) => Behaviour } | undefined;
  /** The first minute that has not been ingested yet. */
  readonly knownUntil: number;
}

const minuteInMs = 60_000;

/** Finds the endpoint or deployment with an ARM id; `undefined` for anything else. */
export function measuredResource(sources: MetricSources, id: string): MeasuredResource | undefined {
  const { cloud } = sources;
  const deployment = cloud.deployments.get(id);
  const endpoint = cloud.endpoints.get(deployment?.endpointId ?? id);
  if (!endpoint) return undefined;
  const { location, name, id: endpointId } = endpoint.resource;
  const only = deployment?.resource.name;
  return {
    id,
    location,
    type: deployment ? 'deployment' : 'endpoint',
    knownUntil: minuteOf(cloud.clock.now() - ingestionDelayInMs(cloud, id)),
    *minutes(range) {
      for (const [deploymentName, minutes] of sources.record.of(endpointId)) {
        if (only === undefined || only === deploymentName) yield* minutesIn(deploymentName, minutes, range);
      }
    },
    instance() {
      if (!deployment?.running || !mayWriteMetrics(cloud, deployment)) return undefined;
      const model = String(deployment.running.properties.model ?? '');
      const subject = { endpoint: name, deployment: deployment.resource.name, model };
      return { deployment, behaviour: (time) => sources.behaviours.at(subject, time) };
    },
  };
}

/** One to three minutes pass before a metric can be read; the fault `late-metrics` adds to it. */
function ingestionDelayInMs(cloud: Cloud, id: string): number {
  const late = cloud.faults.standing('late-metrics', id);
  return (
    durationFor(cloud.seed, `metrics of ${id.toLowerCase()}`, [minuteInMs, 3 * minuteInMs]) +
    (late ? (late.seconds ?? 600) * 1000 : 0)
  );
}

/** CPU and memory come from the containers, which need AzureML Metrics Writer for it. */
function mayWriteMetrics(cloud: Cloud, deployment: OnlineDeployment): boolean {
  const endpoint = cloud.endpoints.get(deployment.endpointId);
  const clientId = deployment.running?.properties.environmentVariables['AZURE_CLIENT_ID'];
  const identity = endpoint && identityOf(cloud, endpoint, clientId);
  return hasRight(cloud, identity, 'writeMetrics', workspaceOf(cloud, deployment).id);
}

function* minutesIn(
  deployment: string,
  minutes: MinutesOfDeployment,
  { from, to }: MinuteRange,
): Iterable<MeasuredMinute> {
  if (to - from > minutes.size) {
    for (const [minute, traffic] of minutes) if (minute >= from && minute < to) yield { deployment, minute, traffic };
    return;
  }
  for (let minute = from; minute < to; minute++) {
    const traffic = minutes.get(minute);
    if (traffic) yield { deployment, minute, traffic };
  }
}
