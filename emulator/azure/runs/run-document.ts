import { createHash } from 'node:crypto';
import { tenantId } from '../access.ts';
import type { Run } from './run.ts';

const guidFrom = (text: string) => {
  const digits = createHash('sha256').update(text).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};

const user = {
  userObjectId: '00000000-0000-0000-0000-000000000000',
  userPuId: null,
  userIdp: null,
  userAltSecId: null,
  userIss: `https://sts.windows.net/${tenantId}/`,
  userTenantId: tenantId,
  userName: 'Sample User',
  upn: null,
};

/** The experiment of a run: prompt flow makes one per run name. */
export const experimentIdOf = (run: Run) => guidFrom(`${run.workspaceId}/experiments/${run.runId}`.toLowerCase());

/** What run history says about a run (`runMetadata` of `rundata`). */
export function runMetadata(run: Run, region: string): Record<string, unknown> {
  const uuid = guidFrom(`${run.workspaceId}/runs/${run.runId}`.toLowerCase());
  return {
    runNumber: Math.floor(Date.parse(run.createdAt) / 1000),
    rootRunId: run.runId,
    createdUtc: offsetTime(run.createdAt),
    createdBy: user,
    userId: user.userObjectId,
    token: null,
    tokenExpiryTimeUtc: null,
    error: run.error,
    warnings: null,
    revision: run.revision,
    statusRevision: Math.min(run.revision, 3),
    runUuid: uuid,
    parentRunUuid: null,
    rootRunUuid: uuid,
    lastStartTimeUtc: null,
    currentComputeTime: run.endedAt === null ? '00:00:00' : null,
    computeDuration: durationOf(run),
    effectiveStartTimeUtc: null,
    lastModifiedBy: user,
    lastModifiedUtc: offsetTime(run.endedAt ?? run.startedAt ?? run.createdAt),
    duration: durationOf(run),
    cancelationReason: null,
    currentAttemptId: 1,
    runId: run.runId,
    parentRunId: null,
    experimentId: experimentIdOf(run),
    status: run.status,
    startTimeUtc: run.startedAt && offsetTime(run.startedAt),
    endTimeUtc: run.endedAt && offsetTime(run.endedAt),
    scheduleId: null,
    displayName: run.displayName,
    name: null,
    dataContainerId: `dcid.${run.runId}`,
    description: run.description,
    hidden: run.hidden,
    runType: 'azureml.promptflow.FlowRun',
    runTypeV2: { orchestrator: null, traits: [], attribution: 'PromptFlow', computeType: 'AmlcDsi' },
    properties: run.properties,
    ...unused,
    tags: run.tags,
    outputs: run.status === 'Completed' ? outputsOf(run, region) : null,
  };
}

// Fields that prompt flow runs never fill.
const unused = {
  parameters: {},
  actionUris: {},
  scriptName: null,
  target: null,
  uniqueChildRunComputeTargets: [],
  settings: {},
  services: {},
  inputDatasets: [],
  outputDatasets: [],
  runDefinition: null,
  jobSpecification: null,
  primaryMetricName: null,
  createdFrom: null,
  cancelUri: null,
  completeUri: null,
  diagnosticsUri: null,
  computeRequest: null,
  compute: null,
  retainForLifetimeOfWorkspace: false,
  queueingInfo: null,
  inputs: null,
};

function outputsOf(run: Run, region: string) {
  const workspace = run.workspaceId.split('/').at(-1);
  const asset = (name: string) => ({
    assetId: `azureml://locations/${region}/workspaces/${workspace}/data/azureml_${run.runId}_output_data_${name}/versions/1`,
    type: 'UriFolder',
  });
  return { debug_info: asset('debug_info'), flow_outputs: asset('flow_outputs') };
}

const offsetTime = (iso: string) => iso.replace(/Z$/, '+00:00');

function durationOf({ startedAt, endedAt }: Run): string | null {
  if (startedAt === null || endedAt === null) return null;
  return new Date(Date.parse(endedAt) - Date.parse(startedAt)).toISOString().slice(11, 23);
}

/** The values that `lastvalues` gives: one scalar per metric. */
export function lastValues(run: Run): { readonly value: readonly unknown[] } {
  const at = offsetTime(run.endedAt ?? run.createdAt);
  return {
    value: Object.entries(run.metrics).map(([name, number]) => ({
      dataContainerId: `dcid.${run.runId}`,
      name,
      columns: { [name]: 'Double' },
      properties: { uxMetricType: 'azureml.v1.scalar', dataLocation: null },
      namespace: null,
      standardSchemaId: null,
      value: [{ metricId: guidFrom(`${run.runId}/${name}`), createdUtc: at, step: 0, data: { [name]: number } }],
    })),
  };
}

const mlflowStatus: Readonly<Record<string, string>> = {
  Completed: 'FINISHED',
  Failed: 'FAILED',
  Canceled: 'KILLED',
  NotStarted: 'SCHEDULED',
  Preparing: 'SCHEDULED',
};

/** The run in the words of MLflow (REST API 2.0, `runs/get`). */
export function mlflowRun(run: Run): unknown {
  const time = (iso: string | null) => (iso === null ? undefined : Date.parse(iso));
  return {
    run: {
      info: {
        run_uuid: run.runId,
        run_id: run.runId,
        run_name: run.displayName,
        experiment_id: experimentIdOf(run),
        user_id: user.userName,
        status: mlflowStatus[run.status] ?? 'RUNNING',
        start_time: time(run.startedAt),
        end_time: time(run.endedAt),
        lifecycle_stage: 'active',
      },
      data: {
        metrics: Object.entries(run.metrics).map(([key, value]) => ({
          key,
          value,
          timestamp: time(run.endedAt),
          step: 0,
        })),
        params: [],
        tags: Object.entries(run.tags).map(([key, value]) => ({ key, value })),
      },
    },
  };
}
