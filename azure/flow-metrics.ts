import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query-logs';
import type { FlowMetrics } from '../domain/flow-series.ts';
import { done, refused } from '../domain/outcome.ts';
import type { Arm } from './arm.ts';
import { orRefused } from './failures.ts';
import { flowQuery, flowRows } from './flow-metrics-query.ts';
import { flowSeries } from './flow-metrics-series.ts';
import { shortText } from './short-text.ts';

export interface FlowMetricsOptions {
  readonly arm: Arm;
  readonly credential: TokenCredential;
  /** For example `https://api.loganalytics.io`. */
  readonly logs: string;
  readonly httpClient?: HttpClient;
}

/**
 * Flow metrics, by a query over the Application Insights resource of the workspace.
 * Source: Microsoft Learn, "Enable trace and collect feedback for a flow deployment"; REST reference, Query - Resource
 * Execute, v1.
 */
export function createFlowMetrics({ arm, credential, logs, httpClient }: FlowMetricsOptions): FlowMetrics {
  const client = new LogsQueryClient(credential, {
    endpoint: `${logs}/v1`,
    // Its option `audience` does nothing.
    credentials: { scopes: [`${logs}/.default`] },
    retryOptions: { maxRetries: 2 },
    ...(httpClient && { httpClient }),
  });
  return {
    read: (endpoint, { from, until }) =>
      orRefused(`read the flow metrics of endpoint ${endpoint.name}`, async () => {
        const component = await componentOf(arm, endpoint.workspaceId);
        if (!component) return notMeasured('the workspace has no Application Insights');
        const timespan = { startTime: new Date(from), endTime: new Date(until) };
        // The client puts a slash before it.
        const result = await client.queryResource(component.replace(/^\//, ''), flowQuery(endpoint.name), timespan);
        if (result.status !== LogsQueryResultStatus.Success) return notMeasured(shortText(result.partialError.message));
        const [table] = result.tables;
        const rows = flowRows(table?.columnDescriptors.map(({ name }) => name ?? '') ?? [], table?.rows ?? []);
        return rows ? done(flowSeries(rows)) : notMeasured('the answer lacks columns');
      }),
  };
}

async function componentOf(arm: Arm, workspaceId: string): Promise<string | undefined> {
  const { client, group, workspace } = arm.machineLearning(workspaceId);
  return (await client.workspaces.get(group, workspace)).applicationInsights;
}

const notMeasured = (why: string) =>
  refused(
    'not-measured',
    `Application Insights gave no measurements of flows: ${why}.`,
    'Link Application Insights to the workspace, and switch it on for the deployment. Tokens are not judged until then.',
  );
