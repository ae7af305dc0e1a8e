import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  RestError,
} from '@azure/core-rest-pipeline';
import { done } from '../domain/outcome.ts';
import type { Runs } from '../domain/runs.ts';
import { type DatastoreOptions, datastoreNamed } from './datastores.ts';
import { orAbsent, orRefused, orUnknown } from './failures.ts';
import {
  type LastValues,
  lastValuesToMetrics,
  type MlflowRun,
  mlflowToMetrics,
  type RunMetadata,
  toRun,
} from './run-facts.ts';
import { linesIn, readFolder } from './run-folders.ts';

export interface RunsOptions extends DatastoreOptions {
  /** For example `https://management.azure.com`: its tokens are the ones that run history takes. */
  readonly resourceManager: string;
}

/**
 * Runs from run history, their metrics from the metric service, at the address that the workspace names: what the prompt
 * flow command line does. Where the metric service does not answer, MLflow's REST API 2.0 is asked, which has the same
 * numbers. What a run answered is a data asset of the workspace.
 */
export function createRuns(options: RunsOptions): Runs {
  const ask = asking(options);
  const placesOf = addresses(options);
  return {
    get: (workspaceId, runId) =>
      orRefused(`read run ${runId}`, async () => {
        const { history } = await placesOf(workspaceId);
        const found = await orAbsent(`read run ${runId}`, () =>
          ask('POST', `${history}/history/v1.0${workspaceId}/rundata`, { runId, selectRunMetadata: true }),
        );
        const { runMetadata } = (found ?? {}) as { readonly runMetadata?: RunMetadata };
        return done(runMetadata && toRun(runMetadata));
      }),
    metrics: (workspaceId, runId) =>
      orRefused(`read the metrics of run ${runId}`, async () => {
        const { history, mlflow } = await placesOf(workspaceId);
        const run = encodeURIComponent(runId);
        const values = await orUnknown(`read the metrics of run ${runId}`, () =>
          ask('POST', `${history}/metric/v2.0${workspaceId}/runs/${run}/lastvalues`, {}),
        );
        if (values) return done(lastValuesToMetrics(values as LastValues));
        const told = await orAbsent(`read the metrics of run ${runId}`, () =>
          ask('GET', `${mlflow}/api/2.0/mlflow/runs/get?run_id=${run}`),
        );
        return done(mlflowToMetrics((told ?? {}) as MlflowRun));
      }),
    lines: (workspaceId, asset) =>
      orRefused('read what a run answered', async () => {
        const folder = await orAbsent('read what a run answered', () => folderOfAsset(options, workspaceId, asset));
        const container = folder && (await datastoreNamed(options, workspaceId, folder.datastore));
        return done(container && (await linesIn(container, folder.path)));
      }),
    flowFiles: (workspaceId, { datastore, path }) =>
      orRefused(`read the flow at ${path}`, async () => {
        const container = await orAbsent(`read datastore ${datastore}`, () =>
          datastoreNamed(options, workspaceId, datastore),
        );
        return container ? await readFolder(container, path) : done(undefined);
      }),
  };
}

type Ask = (method: 'GET' | 'POST', url: string, body?: object) => Promise<unknown>;

function asking({ credential, resourceManager, httpClient }: RunsOptions): Ask {
  const client = httpClient ?? createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 2 } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${resourceManager}/.default` }));
  return async (method, url, body) => {
    const headers = createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' });
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = createPipelineRequest({ url, method, headers, ...sent });
    const { status, bodyAsText } = await pipeline.sendRequest(client, request);
    const answer: unknown = parsed(bodyAsText);
    if (status < 300) return answer;
    const { code, message } = (answer as { error?: { code?: string; message?: string } } | undefined)?.error ?? {};
    throw new RestError(message ?? `status ${status}`, { statusCode: status, ...(code && { code }) });
  };
}

function parsed(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

interface Places {
  /** Without a slash at its end. */
  readonly history: string;
  readonly mlflow: string;
}

/** Where a workspace's data plane is: behind a private link it is an address of the workspace's own. */
function addresses({ arm }: RunsOptions): (workspaceId: string) => Promise<Places> {
  const known = new Map<string, Places>();
  return async (workspaceId) => {
    const before = known.get(workspaceId);
    if (before) return before;
    const { properties } = (await arm.read(`${workspaceId}?api-version=2024-10-01`)) as {
      readonly properties?: { readonly discoveryUrl?: string; readonly mlFlowTrackingUri?: string };
    };
    const discovery = new URL(properties?.discoveryUrl ?? '');
    if (discovery.protocol !== 'https:') throw new Error('the workspace names no address that a token may go to');
    const mlflow = (properties?.mlFlowTrackingUri ?? '').replace(/^azureml:/, 'https:');
    const places = { history: discovery.href.split('/discovery')[0] ?? '', mlflow };
    known.set(workspaceId, places);
    return places;
  };
}

/** Where a data asset lies: `azureml://…/datastores/<name>/paths/<path>`. */
async function folderOfAsset({ arm }: RunsOptions, workspaceId: string, asset: string) {
  const [, name, version] = /\/data\/([^/]+)\/versions\/([^/]+)$/.exec(asset) ?? [];
  if (name === undefined || version === undefined) return undefined;
  const { client, group, workspace } = arm.machineLearning(workspaceId);
  const { properties } = await client.dataVersions.get(group, workspace, name, version);
  const [, datastore, path] = /\/datastores\/([^/]+)\/paths\/(.+?)\/?$/.exec(properties.dataUri) ?? [];
  return datastore !== undefined && path !== undefined ? { datastore, path } : undefined;
}
