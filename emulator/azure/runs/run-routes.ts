import { randomUUID } from 'node:crypto';
import { type Cloud, isoNow } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, isObject, json, objectAt, textAt } from '../exchange.ts';
import type { Route, RouteParams } from '../routing.ts';
import type { Run, Runs } from './run.ts';
import { lastValues, mlflowRun, runMetadata } from './run-document.ts';

const workspace =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}';
const service = { host: '{region}.api.azureml.ms', scope: 'https://management.azure.com/.default' };

/**
 * Run history, run metrics and MLflow, at the address that the workspace's `discoveryUrl` and `mlFlowTrackingUri` name.
 * From recorded exchanges of the prompt flow command line; MLflow from its REST API 2.0.
 */
export const runRoutes = (cloud: Cloud, runs: Runs): Route[] => [
  {
    ...service,
    method: 'POST',
    path: `/history/v1.0${workspace}/rundata`,
    handle: (request, params) =>
      withRun(cloud, runs, params, textAt(request.body, 'runId'), (run) => runData(run, request, params)),
  },
  {
    ...service,
    method: 'PATCH',
    path: `/history/v1.0${workspace}/runs/{run}/modify`,
    handle: (request, params) =>
      withRun(cloud, runs, params, params['run'], (run) => modify(runs, run, request.body, params)),
  },
  {
    ...service,
    method: 'POST',
    path: `/metric/v2.0${workspace}/runs/{run}/lastvalues`,
    handle: (_request, params) => withRun(cloud, runs, params, params['run'], (run) => json(200, lastValues(run))),
  },
  {
    ...service,
    method: 'GET',
    path: `/mlflow/v1.0${workspace}/api/2.0/mlflow/runs/get`,
    handle: (request, params) => mlflow(runs, params, request.query.get('run_id') ?? request.query.get('run_uuid')),
  },
];

const workspaceIdIn = (params: RouteParams) =>
  workspace.replace(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? '');

function withRun(
  cloud: Cloud,
  runs: Runs,
  params: RouteParams,
  runId: string | undefined,
  answer: (run: Run) => AzureAnswer,
): AzureAnswer {
  const run = runs.get(workspaceIdIn(params), runId ?? '');
  return run ? answer(run) : notFound(cloud, runId ?? '', params['region'] ?? '');
}

function runData(run: Run, { body }: AzureRequest, params: RouteParams): AzureAnswer {
  const wanted = objectAt(body)['selectRunMetadata'] !== false;
  const metadata = wanted ? runMetadata(run, params['region'] ?? '') : null;
  return json(200, { runMetadata: metadata, runDefinition: null, jobSpecification: null, systemSettings: null });
}

function modify(runs: Runs, run: Run, body: unknown, params: RouteParams): AzureAnswer {
  const changes = objectAt(body);
  const modified: Run = {
    ...run,
    ...(typeof changes['displayName'] === 'string' && { displayName: changes['displayName'] }),
    ...(typeof changes['description'] === 'string' && { description: changes['description'] }),
    ...(typeof changes['hidden'] === 'boolean' && { hidden: changes['hidden'] }),
    ...(isObject(changes['tags']) && { tags: { ...run.tags, ...(changes['tags'] as Record<string, string>) } }),
    revision: run.revision + 1,
  };
  runs.put(modified);
  return json(200, runMetadata(modified, params['region'] ?? ''));
}

/** The error envelope of run history, which is not that of Azure Resource Manager. */
function notFound(cloud: Cloud, runId: string, region: string): AzureAnswer {
  const error = {
    code: 'UserError',
    severity: null,
    message: `Run runId=${runId} was not found`,
    messageFormat: 'Run {runId} was not found',
    messageParameters: { runId: `runId=${runId}` },
    referenceCode: null,
    detailsUri: null,
    target: null,
    details: [],
    innerError: { code: 'NotFoundError', innerError: null },
    debugInfo: null,
    additionalInfo: null,
  };
  const place = {
    environment: region,
    location: region,
    time: isoNow(cloud),
    componentName: 'run-history',
    statusCode: 404,
  };
  const correlation = {
    operation: randomUUID().replaceAll('-', ''),
    request: randomUUID().replaceAll('-', '').slice(0, 16),
  };
  return json(404, { error, correlation, ...place });
}

function mlflow(runs: Runs, params: RouteParams, runId: string | null): AzureAnswer {
  const run = runs.get(workspaceIdIn(params), runId ?? '');
  if (run) return json(200, mlflowRun(run));
  return json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `Run with id=${runId} not found` });
}
