import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, startFront } from '../../../../emulator/azure/front.ts';
import { openRuns, type Run, type Runs } from '../../../../emulator/azure/runs/run.ts';
import { runRoutes } from '../../../../emulator/azure/runs/run-routes.ts';
import { emptyCloud } from '../scoring/scored-endpoint.ts';

interface Recording {
  readonly request: { readonly method: string; readonly uri: string; readonly body: unknown };
  readonly response: { readonly status: { readonly code: number }; readonly body: Record<string, unknown> };
}

const folder = join(import.meta.dirname, '../../../../../shared/data/recordings');
const hasRecordings = existsSync(folder);
const kinds = ['rundata', 'metric_lastvalues', 'run_modify'];
const files = hasRecordings
  ? readdirSync(folder).filter((file) => kinds.some((kind) => file.startsWith(`${kind}_`)))
  : [];
const recordings = files.map(
  (file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording] as const,
);

let front: Front;
let runs: Runs;
beforeAll(async () => {
  const { cloud } = emptyCloud();
  runs = openRuns(cloud);
  front = await startFront({ clock: cloud.clock, routes: runRoutes(cloud, runs) });
});
afterAll(() => front.stop());

/** The run that the recorded answer was about. */
function recordedRun(file: string, { request, response }: Recording): Run | undefined {
  const [, workspaceId = ''] = /v\d\.0(\/subscriptions\/.*\/workspaces\/[^/]+)/.exec(request.uri) ?? [];
  const known = { workspaceId, description: null, hidden: false, tags: {}, revision: 1, error: null };
  const body = response.body;
  if (response.status.code !== 200) return undefined;
  if (file.startsWith('metric_')) {
    const [, runId = ''] = /runs\/([^/]+)\//.exec(request.uri) ?? [];
    const metrics = Object.fromEntries(
      (body['value'] as Metric[]).flatMap(({ value }) => value.map(({ data }) => Object.entries(data)[0] ?? ['', 0])),
    );
    const time = '2024-04-11T09:50:08.077Z';
    return {
      ...known,
      runId,
      status: 'Completed',
      properties: {},
      displayName: runId,
      createdAt: time,
      startedAt: time,
      endedAt: time,
      metrics,
    };
  }
  const metadata = (body['runMetadata'] ?? body) as Metadata;
  const { runId, status, properties, tags, displayName, error } = metadata;
  const times = { createdAt: metadata.createdUtc, startedAt: metadata.startTimeUtc, endedAt: metadata.endTimeUtc };
  return { ...known, ...times, runId, status, properties, tags, displayName, error, metrics: {} };
}

interface Metric {
  readonly value: readonly { readonly data: Readonly<Record<string, number>> }[];
}

type Metadata = Pick<Run, 'runId' | 'status' | 'properties' | 'tags' | 'displayName' | 'error'> & {
  readonly createdUtc: string;
  readonly startTimeUtc: string | null;
  readonly endTimeUtc: string | null;
};

async function replayed({ request }: Recording) {
  const { host, pathname } = new URL(request.uri);
  const response = await fetch(`${front.url}${pathname}`, {
    method: request.method,
    headers: {
      'x-forwarded-host': host,
      'content-type': 'application/json',
      authorization: 'Bearer tok:https://management.azure.com/.default',
    },
    body: JSON.stringify(request.body ?? {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The names of all fields, and of those below, where the recorded value has any. */
function shape(value: unknown, other: unknown, depth = 0): unknown {
  if (Array.isArray(value))
    return value.map((item, at) => shape(item, Array.isArray(other) ? other[at] : undefined, depth + 1));
  if (typeof value !== 'object' || value === null || typeof other !== 'object' || other === null) return 'value';
  const known = other as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, shape(item, known[key], depth + 1)])
      .sort(),
  );
}

const told = [
  'runId',
  'status',
  'runType',
  'properties',
  'tags',
  'displayName',
  'error',
  'startTimeUtc',
  'rootRunId',
] as const;

describe.runIf(hasRecordings)('recorded exchanges with run history and run metrics', () => {
  test('there are 79 of them', () => {
    expect(recordings).toHaveLength(79);
  });

  test.each(recordings)('%s has the recorded shape', async (file, recording) => {
    const run = recordedRun(file, recording);
    if (run) runs.put(run);

    const { status, body } = await replayed(recording);

    const recorded = recording.response.body;
    expect(status).toBe(recording.response.status.code);
    expect(shape(body, recorded)).toEqual(shape(recorded, body));
    const [ours, theirs] = [body['runMetadata'], recorded['runMetadata']].map(
      (each) => each as Record<string, unknown>,
    );
    if (ours && theirs)
      expect(Object.fromEntries(told.map((key) => [key, ours[key]]))).toEqual(
        Object.fromEntries(told.map((key) => [key, theirs[key]])),
      );
  });
});

if (!hasRecordings) console.warn('SKIPPED: recorded runs; ../shared/data/recordings is not here');
