import { createArm } from '../../azure/arm.ts';
import { createMetrics } from '../../azure/metrics.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { clouds } from '../../domain/settings.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { credential } from './arm-fixture.ts';
import { type ScriptedAnswer, type SentRequest, scriptedHttp } from './scripted-http.ts';

export const start = Date.parse('2026-03-01T10:00:00Z');
export const window = { from: '2026-03-01T10:00:00.000Z', until: '2026-03-01T10:10:00.000Z' };
export const at = (minute: number) => new Date(start + minute * 60_000).toISOString();

export const endpointRef = (name: string, workspace = workspaceId): EndpointRef => ({ workspaceId: workspace, name });
export const idOf = ({ workspaceId: workspace, name }: EndpointRef) => `${workspace}/onlineEndpoints/${name}`;

/** A series as the service answers it: dimensions by name, and values by minute. */
export function series(dimensions: Readonly<Record<string, string>>, values: Readonly<Record<number, number | null>>) {
  return {
    metadatavalues: Object.entries(dimensions).map(([name, value]) => ({
      name: { value: name.toLowerCase(), localizedValue: name.toLowerCase() },
      value,
    })),
    data: Object.entries(values).map(([minute, average]) => ({
      timeStamp: at(Number(minute)),
      ...(average !== null && { average }),
    })),
  };
}

const shown: Readonly<Record<string, string>> = {
  RequestsPerMinute: 'Anfragen pro Minute',
  RequestLatency_P50: 'Latenz 50',
  RequestLatency_P95: 'Latenz 95',
  RequestLatency_P99: 'Latenz 99',
  CpuUtilizationPercentage: 'Prozessor',
  CpuMemoryUtilizationPercentage: 'Speicher',
};

/** A metric as the service answers it: to people it has another name. */
export const metric = (resourceId: string, name: string, timeseries: readonly unknown[], more = {}) => ({
  id: `${resourceId}/providers/Microsoft.Insights/metrics/${name}`,
  type: 'Microsoft.Insights/metrics',
  name: { value: name, localizedValue: shown[name] ?? name },
  unit: 'Count',
  errorCode: 'Success',
  timeseries,
  ...more,
});

/** What a question was about, whichever door it came by. */
export interface Asked {
  readonly isBatch: boolean;
  readonly host: string;
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly parameters: URLSearchParams;
  readonly headers: SentRequest['headers'];
}

export function askedOf({ url, body, headers }: SentRequest): Asked {
  const { host, pathname, searchParams } = new URL(url);
  const isBatch = pathname.endsWith('/metrics:getBatch');
  const ids = isBatch
    ? (body as { resourceids: string[] }).resourceids
    : [decodeURIComponent(pathname.replace(/\/providers\/Microsoft\.Insights\/metrics$/, ''))];
  const names = searchParams.get('metricnames')?.split(',') ?? [];
  return { isBatch, host, names, ids, parameters: searchParams, headers };
}

type Script = (asked: Asked) => ScriptedAnswer | 'no answer' | ((id: string, name: string) => readonly unknown[]);

/** The real clients over a scripted wire: a script answers for the service, or gives the series of each metric. */
export function scriptedMetrics(script: Script, { cloud = 'public' as keyof typeof clouds, location = 'eastus' } = {}) {
  let time = start + 20 * 60_000;
  const { client, sent } = scriptedHttp((request) => {
    const asked = askedOf(request);
    const answer = script(asked);
    if (typeof answer !== 'function') return answer;
    const value = (id: string) => asked.names.map((name) => metric(id, name, answer(id, name)));
    if (!asked.isBatch) return { status: 200, body: { value: value(asked.ids[0] ?? '') } };
    return { status: 200, body: { values: asked.ids.map((resourceid) => ({ resourceid, value: value(resourceid) })) } };
  });
  const { resourceManager, metricsSuffix } = clouds[cloud];
  const metrics = createMetrics({
    arm: createArm({ credential, resourceManager, httpClient: client }),
    credential,
    metricsSuffix,
    httpClient: client,
    workspaces: { get: async (id) => (id.endsWith('/gone') ? undefined : { id, location, storageAccountId: '/s' }) },
    now: () => new Date(time),
  });
  const asked = () => sent.map(askedOf);
  const passMinutes = (minutes: number) => {
    time += minutes * 60_000;
  };
  return { metrics, asked, passMinutes };
}

export function doneValue<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'refused') throw new Error(`${outcome.fault.slug}: ${outcome.fault.message}`);
  return outcome.value;
}
