import { randomUUID } from 'node:crypto';
import { resourceGroup, subscriptionId } from '../../support/azure-client.ts';
import { systemAssigned } from '../../support/emulated-azure.ts';

export const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/${resourceGroup}`;
export const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/flowferry-dev`;
export const echo = `${workspace}/onlineEndpoints/echo`;
export const locations = `${subscription}/providers/Microsoft.MachineLearningServices/locations/eastus`;
export const storage = `${group}/providers/Microsoft.Storage/storageAccounts/flowferrydevstore`;

export const someone = '00000000-0000-0000-0000-00000000cafe';
export const endpointBody = { location: 'eastus', identity: systemAssigned, properties: { authMode: 'Key' } };

const assignment = { roleDefinitionId: '/x', principalId: someone };
const metrics = '/metrics:getBatch?metricnamespace=Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
const query = { type: 'ActualCost', timeframe: 'MonthToDate', dataset: { granularity: 'None', aggregation: {} } };

/** A request, and whom the service lets make it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly host?: string;
  readonly version?: string | null;
  /** Roles that allow it, each with its scope, and roles that do not. */
  readonly by: readonly (readonly [role: string, scope: string])[];
  readonly notBy: readonly (readonly [role: string, scope: string])[];
}

const reader = (scope: string) => ['Reader', scope] as const;
const scientist = (scope: string) => ['AzureML Data Scientist', scope] as const;
const history = `/history/v1.0${workspace}/rundata`;

/** What is asked of Azure, and the roles that it takes (Understand Azure role definitions; Azure permissions). */
export const questions: Readonly<Record<string, Asked>> = {
  'reading a workspace': {
    method: 'GET',
    path: workspace,
    by: [reader(group), scientist(workspace)],
    notBy: [reader(echo)],
  },
  'listing endpoints': {
    method: 'GET',
    path: `${workspace}/onlineEndpoints`,
    by: [reader(workspace)],
    notBy: [reader(echo)],
  },
  'changing an endpoint': {
    ...{ method: 'PUT', path: echo, body: endpointBody },
    ...{ by: [scientist(workspace), ['Contributor', group]], notBy: [reader(subscription), scientist(storage)] },
  },
  'deleting an endpoint': { method: 'DELETE', path: echo, by: [scientist(echo)], notBy: [reader(subscription)] },
  'keys of an endpoint': {
    ...{ method: 'POST', path: `${echo}/listKeys` },
    ...{ by: [scientist(workspace)], notBy: [reader(subscription)] },
  },
  'usages of a region': {
    ...{ method: 'GET', path: `${locations}/usages` },
    ...{ by: [reader(subscription)], notBy: [scientist(workspace), reader(workspace)] },
  },
  'granting a role': {
    ...{ method: 'PUT', path: `${workspace}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}` },
    ...{ version: '2022-04-01', body: { properties: assignment } },
    by: [
      ['Role Based Access Control Administrator', workspace],
      ['Owner', subscription],
    ],
    notBy: [['Contributor', subscription], scientist(workspace)],
  },
  'metrics of a resource': {
    ...{ method: 'GET', path: `${echo}/providers/Microsoft.Insights/metrics?metricnames=RequestsPerMinute` },
    ...{ version: '2024-02-01', by: [['Monitoring Reader', workspace]], notBy: [scientist(workspace)] },
  },
  'metrics of many resources': {
    ...{ method: 'POST', host: 'eastus.metrics.monitor.azure.com', path: `${subscription}${metrics}` },
    ...{ version: '2024-02-01', body: { resourceids: [echo] } },
    ...{ by: [['Monitoring Reader', subscription]], notBy: [['Monitoring Reader', workspace]] },
  },
  'a log query of a resource': {
    ...{ method: 'POST', host: 'api.loganalytics.io', path: `/v1${workspace}/query`, version: null },
    ...{ body: { query: 'AppMetrics' }, by: [reader(workspace)], notBy: [scientist(workspace)] },
  },
  'costs of a resource group': {
    ...{
      method: 'POST',
      path: `${group}/providers/Microsoft.CostManagement/query`,
      version: '2023-11-01',
      body: query,
    },
    ...{ by: [['Cost Management Reader', group]], notBy: [scientist(workspace)] },
  },
  'a run': {
    ...{ method: 'POST', host: 'eastus.api.azureml.ms', path: history, version: null, body: { runId: 'x' } },
    ...{ by: [scientist(workspace), reader(group)], notBy: [['Monitoring Metrics Publisher', group]] },
  },
};
