import path from 'node:path';
import { readJsonFile, resolveSettings } from './app-settings.ts';
import { type DurableSettings, durableSettings } from './durable/settings.ts';

/** host.json, as far as this host acts on it. */
export interface HostSettings {
  readonly routePrefix: string;
  /** Undefined: no limit. In real time, also under a faster clock: it bounds what really happens in a function. */
  readonly functionTimeoutInMs: number | undefined;
  readonly queues: QueueSettings;
  readonly maxBlobDequeueCount: number;
  readonly durable: DurableSettings;
  readonly functionsAllowed: ReadonlySet<string> | undefined;
}

export interface QueueSettings {
  readonly batchSize: number;
  readonly maxDequeueCount: number;
  readonly messageEncoding: 'base64' | 'none';
  /** How long a message stays hidden after a failed try. */
  readonly visibilityTimeoutInMs: number;
  /** The longest pause between two looks at an empty queue. */
  readonly maxPollingIntervalInMs: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads host.json (or takes what is given instead of it) and fills in the defaults of the real host. */
export function readHostJson(appFolder: string | undefined, given: Json | undefined): HostSettings {
  const json = given ?? (appFolder === undefined ? {} : (readJsonFile(path.join(appFolder, 'host.json')) ?? {}));
  const extensions = section(json, 'extensions');
  const http = section(extensions, 'http');
  const blobs = section(extensions, 'blobs');
  const functions = json['functions'];
  return {
    routePrefix: typeof http['routePrefix'] === 'string' ? http['routePrefix'] : 'api',
    functionTimeoutInMs: functionTimeout(json['functionTimeout']),
    queues: queueSettings(section(extensions, 'queues')),
    maxBlobDequeueCount: numberOr(blobs['poisonBlobThreshold'], 5),
    durable: durableSettings(section(extensions, 'durableTask')),
    functionsAllowed: Array.isArray(functions)
      ? new Set(functions.map((name) => String(name).toLowerCase()))
      : undefined,
  };
}

function queueSettings(json: Json): QueueSettings {
  const encoding = String(json['messageEncoding'] ?? 'base64').toLowerCase();
  if (encoding !== 'base64' && encoding !== 'none') {
    throw new Error(`host.json: extensions.queues.messageEncoding is '${encoding}', but must be 'base64' or 'none'.`);
  }
  return {
    batchSize: numberOr(json['batchSize'], 16),
    maxDequeueCount: numberOr(json['maxDequeueCount'], 5),
    messageEncoding: encoding,
    visibilityTimeoutInMs: timeSpanInMs(json['visibilityTimeout'] ?? '00:00:00'),
    maxPollingIntervalInMs: Math.min(500, timeSpanInMs(json['maxPollingInterval'] ?? '00:00:00.5')),
  };
}

// Half an hour is the default of every plan but Consumption; -1 stands for no limit.
function functionTimeout(value: unknown): number | undefined {
  if (value === undefined) return 30 * 60_000;
  return value === '-1' || value === -1 ? undefined : timeSpanInMs(value);
}

const timeSpan = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/;

/** A .NET TimeSpan (`[d.]hh:mm[:ss[.f]]`) in milliseconds. Throws when it is not one. */
export function timeSpanInMs(value: unknown): number {
  const parts = timeSpan.exec(typeof value === 'string' ? resolveSettings(value) : String(value));
  if (!parts) throw new Error(`'${String(value)}' is not a time span like '00:10:00'.`);
  const [days, hours, minutes, seconds] = parts.slice(1, 5).map((part) => Number(part ?? 0));
  const fraction = Number(`0.${parts[5] ?? 0}`);
  return ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0) + fraction) * 1000;
}

export const isTimeSpan = (text: string): boolean => timeSpan.test(text);

function section(json: Json, name: string): Json {
  const value = json[name];
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
