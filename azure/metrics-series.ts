import { type RequestClass, requestClassOf } from '../domain/request-classes.ts';
import type { DeploymentSeries, Latency, MeasuredMinute, MeasuredWindow } from '../domain/series.ts';
import type { MetricAnswers, MetricSeries } from './metrics-answer.ts';
import { latencyQuery, loadQuery, requestsQuery } from './metrics-queries.ts';

/** A minute as it is put together. */
interface Draft {
  requests?: Partial<Record<RequestClass, number>>;
  latency?: { -readonly [percentile in keyof Latency]: Latency[percentile] };
  cpuPercent?: number;
  memoryPercent?: number;
}
type Drafts = Map<string, { readonly deployment: string; readonly minutes: Map<number, Draft> }>;

/** Why the answers cannot be used, if they cannot. What nobody could read must not look like no traffic. */
export function unusable(answers: MetricAnswers, names: readonly string[], dimensions: readonly string[]) {
  for (const name of names) {
    const answer = answers.get(name.toLowerCase());
    if (!answer) return `${name} is not in the answer`;
    if (answer.problem) return `${name}: ${answer.problem}`;
    const without = dimensions.find((dimension) => answer.series.some((series) => !series.dimensions.has(dimension)));
    if (without) return `${name} comes without the dimension ${without}`;
  }
  return undefined;
}

/** Counts and, if there are any, latencies of an endpoint's deployments; only minutes of the window. */
export function requestSeries(
  requests: MetricAnswers,
  latency: MetricAnswers | undefined,
  window: MeasuredWindow,
): readonly DeploymentSeries[] {
  const drafts: Drafts = new Map();
  for (const series of seriesIn(requests, requestsQuery.names[0])) count(drafts, series, window);
  for (const [at, percentile] of (['p50', 'p95', 'p99'] as const).entries()) {
    for (const series of seriesIn(latency, latencyQuery.names[at])) {
      eachMinute(drafts, series.dimensions.get('deployment'), series, window, (minute, average) => {
        // A latency of nothing is a filled gap.
        if (average <= 0) return;
        minute.latency ??= {};
        minute.latency[percentile] = average;
      });
    }
  }
  return finished(drafts);
}

/** CPU and memory of one deployment. */
export function loadSeries(
  deployment: string,
  load: MetricAnswers,
  window: MeasuredWindow,
): readonly DeploymentSeries[] {
  const drafts: Drafts = new Map();
  for (const [at, part] of (['cpuPercent', 'memoryPercent'] as const).entries()) {
    for (const series of seriesIn(load, loadQuery.names[at])) {
      eachMinute(drafts, deployment, series, window, (minute, average) => {
        minute[part] = average;
      });
    }
  }
  return finished(drafts);
}

function count(drafts: Drafts, series: MetricSeries, window: MeasuredWindow): void {
  const { dimensions } = series;
  const kind = requestClassOf(dimensions.get('statuscode') ?? '', dimensions.get('modelstatuscode'));
  eachMinute(drafts, dimensions.get('deployment'), series, window, (minute, average) => {
    if (average <= 0) return;
    minute.requests ??= {};
    minute.requests[kind] = (minute.requests[kind] ?? 0) + average;
  });
}

const seriesIn = (answers: MetricAnswers | undefined, name = '') => answers?.get(name.toLowerCase())?.series ?? [];

function eachMinute(
  drafts: Drafts,
  deployment: string | undefined,
  { points }: MetricSeries,
  window: MeasuredWindow,
  put: (minute: Draft, average: number) => void,
): void {
  // Requests that never reached a deployment are nobody's.
  if (!deployment) return;
  const [from, until] = [Date.parse(window.from), Date.parse(window.until)];
  const key = deployment.toLowerCase();
  const draft = drafts.get(key) ?? { deployment, minutes: new Map<number, Draft>() };
  drafts.set(key, draft);
  for (const { time, average } of points) {
    if (time < from || time >= until) continue;
    const minute = draft.minutes.get(time) ?? {};
    draft.minutes.set(time, minute);
    put(minute, average);
  }
}

function finished(drafts: Drafts): readonly DeploymentSeries[] {
  return [...drafts.values()]
    .map(({ deployment, minutes }) => ({
      deployment,
      minutes: [...minutes]
        .filter(([, draft]) => Object.keys(draft).length > 0)
        .sort(([one], [other]) => one - other)
        .map(([time, draft]) => ({ at: new Date(time).toISOString(), ...rounded(draft) })),
    }))
    .filter(({ minutes }) => minutes.length > 0)
    .sort((one, other) => one.deployment.localeCompare(other.deployment));
}

/** An average of counts is a count, but for the last digits of a number with a point. */
function rounded(draft: Draft): Omit<MeasuredMinute, 'at'> {
  if (!draft.requests) return draft as Omit<MeasuredMinute, 'at'>;
  const requests = Object.entries(draft.requests).map(([kind, number]) => [kind, Math.round(number)]);
  return { ...draft, requests: Object.fromEntries(requests) } as Omit<MeasuredMinute, 'at'>;
}
