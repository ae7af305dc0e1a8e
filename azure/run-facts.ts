import type { Metric, Run, RunFlow } from '../domain/runs.ts';

/** What is read of run history's `runMetadata`. Source: recorded exchanges of the prompt flow command line. */
export interface RunMetadata {
  readonly runId?: string;
  readonly status?: string;
  readonly runType?: string | null;
  readonly startTimeUtc?: string | null;
  readonly endTimeUtc?: string | null;
  readonly error?: { readonly error?: { readonly code?: string; readonly message?: string } } | null;
  readonly properties?: Readonly<Record<string, string | null>> | null;
  readonly outputs?: Readonly<Record<string, { readonly assetId?: string }>> | null;
}

export function toRun(metadata: RunMetadata): Run {
  const property = (name: string) => metadata.properties?.[`azureml.promptflow.${name}`] || undefined;
  const { code, message } = metadata.error?.error ?? {};
  const error = [code, message].filter((text) => text).join(': ');
  const initArguments = keysOf(property('init_kwargs'));
  return {
    id: metadata.runId ?? '',
    status: metadata.status ?? '',
    isOfFlow: /^azureml\.promptflow\./i.test(metadata.runType ?? ''),
    flow: flowOf(property),
    ...optional('startedAt', isoTime(metadata.startTimeUtc)),
    ...optional('endedAt', isoTime(metadata.endTimeUtc)),
    ...optional('error', error || undefined),
    ...optional('evaluates', property('input_run_id')),
    ...optional('data', property('input_data')),
    ...optional('variant', property('node_variant')),
    ...(initArguments.length > 0 ? { initArguments } : {}),
    ...optional('outputsAsset', metadata.outputs?.['flow_outputs']?.assetId),
  };
}

/** The flow's folder is the one that its definition lies in. */
function flowOf(property: (name: string) => string | undefined): RunFlow {
  const [datastore, file] = [property('flow_definition_datastore_name'), property('flow_definition_blob_path')];
  const path = file?.replace(/^\/+/, '').replace(/\/[^/]*$/, '');
  if (datastore && path && path !== file) return { kind: 'folder', folder: { datastore, path } };
  const id = property('flow_definition_resource_id') ?? property('flow_id');
  return id === undefined ? { kind: 'unknown' } : { kind: 'resource', id };
}

function keysOf(json: string | undefined): readonly string[] {
  try {
    return Object.keys(JSON.parse(json ?? '{}') ?? {});
  } catch {
    // What cannot be read was there all the same.
    return ['?'];
  }
}

function isoTime(text: string | null | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const optional = <K extends string>(name: K, value: string | undefined): { readonly [key in K]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [key in K]: string });

/** `lastvalues` of the metric service: per metric one value, under the metric's own name. */
export interface LastValues {
  readonly value?: readonly {
    readonly name?: string;
    readonly value?: readonly { readonly createdUtc?: string; readonly data?: Readonly<Record<string, unknown>> }[];
  }[];
}

export const lastValuesToMetrics = ({ value = [] }: LastValues): readonly Metric[] =>
  value.map(({ name = '', value: [last] = [] }) => ({
    name,
    value: toNumber(last?.data?.[name]),
    ...optional('loggedAt', isoTime(last?.createdUtc)),
  }));

/** `runs/get` of MLflow. Source: MLflow REST API 2.0. */
export interface MlflowRun {
  readonly run?: {
    readonly data?: {
      readonly metrics?: readonly { readonly key?: string; readonly value?: unknown; readonly timestamp?: unknown }[];
    };
  };
}

export const mlflowToMetrics = ({ run }: MlflowRun): readonly Metric[] =>
  (run?.data?.metrics ?? []).map(({ key = '', value, timestamp }) => ({
    name: key,
    value: toNumber(value),
    ...optional('loggedAt', isoTime(new Date(toNumber(timestamp)).toString())),
  }));

/** Numbers that JSON does not know come as texts, "NaN" for example; null is none. */
const toNumber = (value: unknown): number =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
