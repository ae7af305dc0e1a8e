import type { Usage } from '../domain/usage.ts';
import type { Arm } from './arm.ts';
import { orUnknown } from './failures.ts';
import { type AnsweredMetric, type MetricAnswer, readAnswers } from './metrics-answer.ts';

const type = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
const hourInMs = 3_600_000;

/**
 * Requests by the hour, and whether there was a running instance to count them. A missing hour of requests means that there
 * were none or that nobody measured: only the instances tell which.
 * Source: REST reference, Metrics List 2024-02-01; supported metrics of workspaces/onlineEndpoints.
 */
export function createUsage(arm: Arm): Usage {
  const read = async (resourceId: string, namespace: string, name: string, timespan: string) => {
    const query = new URLSearchParams({
      'api-version': '2024-02-01',
      metricnamespace: namespace,
      metricnames: name,
      timespan,
      interval: 'PT1H',
      aggregation: 'Average',
    });
    const body = await arm.read(`${resourceId}/providers/Microsoft.Insights/metrics?${query}`);
    const { value = [] } = (body ?? {}) as { readonly value?: readonly AnsweredMetric[] };
    return readAnswers(value).get(name.toLowerCase());
  };
  return {
    of: ({ workspaceId, name }, deployments, hours, until) =>
      orUnknown(`read the use of endpoint ${name}`, async () => {
        const end = Math.floor(until.getTime() / hourInMs) * hourInMs;
        const timespan = `${new Date(end - hours * hourInMs).toISOString()}/${new Date(end).toISOString()}`;
        const id = `${workspaceId}/onlineEndpoints/${name}`;
        const requests = await read(id, type, 'RequestsPerMinute', timespan);
        if (!requests || requests.problem) return undefined;
        const measured = new Set<number>();
        for (const deployment of deployments) {
          const path = `${id}/deployments/${deployment}`;
          for (const at of hoursWith(await read(path, `${type}/deployments`, 'DeploymentCapacity', timespan)))
            measured.add(at);
        }
        return { hours, measuredHours: measured.size, hasRequests: hoursWith(requests).length > 0 };
      }),
  };
}

/** The hours in which there was anything at all. */
const hoursWith = (answer: MetricAnswer | undefined): readonly number[] =>
  (answer?.series ?? []).flatMap(({ points }) => points.filter(({ average }) => average > 0).map(({ time }) => time));
