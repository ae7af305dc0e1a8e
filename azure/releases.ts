import { createHash, randomUUID } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import { mayChange, type Release } from '../domain/release.ts';
import type { ReleaseChange, Releases } from '../domain/stores.ts';
import { endpointKey, workspaceKey } from '../domain/workspace.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { pageOf } from './journal.ts';
import { toChangedRow, toRelease, toRow, toSteps } from './release-rows.ts';
import { changeRow, findRow, insertRow, type Row, textOf } from './table-rows.ts';
import { cutText, invertedTime, tableKey } from './table-values.ts';

const storyRow = 'release';
const stepRow = (name: string) => tableKey(`step:${name}`);

/**
 * Three tables. `requests` tells which release a request led to. `releases` has a partition per release: a row for the release and one for each step, so that one query reads
 * the story. `releasesByEndpoint` has a partition per endpoint, one per workspace, and a key that sorts newest first; it only points.
 */
export function createReleases(storage: AppStorage): Releases {
  const stories = () => storage.table('releases');
  const index = () => storage.table('releasesByEndpoint');
  return {
    create: (release) => orThrow('record a release', async () => create(await stories(), await index(), release)),
    get: (id) => orThrow('read a release', async () => read(await stories(), id)),
    remember: (sourceKey, id) =>
      orThrow('remember a request', async () => {
        await insertRow(await storage.table('requests'), { ...requestKey(sourceKey), releaseId: id });
      }),
    remembered: (sourceKey) =>
      orThrow('look a request up', async () => {
        const { partitionKey, rowKey } = requestKey(sourceKey);
        const row = await findRow(await storage.table('requests'), partitionKey, rowKey);
        return row && textOf(row, 'releaseId');
      }),
    list: (endpoint, top) =>
      orThrow('list releases', async () => {
        return await pointedAt(await stories(), await newest(await index(), endpointKey(endpoint), top));
      }),
    page: ({ workspaceId, name }, wanted) =>
      orThrow('list releases', async () => {
        const partition = name === undefined ? workspaceKey(workspaceId) : endpointKey({ workspaceId, name });
        const { items, ...rest } = await pageOf(await index(), partition, wanted);
        const ids = items.flatMap((row) => textOf(row, 'releaseId') ?? []);
        return { items: await pointedAt(await stories(), ids), ...rest };
      }),
    update: (id, change) =>
      orThrow('change a release', async () => {
        await changeRow(await stories(), tableKey(id), storyRow, (row) => allowed(row, change));
      }),
    beginStep: (id, step) =>
      orThrow('note a step', async () => {
        const key = { partitionKey: tableKey(id), rowKey: stepRow(step.name) };
        await insertRow(await stories(), { ...key, ...step, state: 'running', sequence: sequence() });
      }),
    endStep: (id, { name, ...ending }) =>
      orThrow('note the end of a step', async () => {
        const table = await stories();
        const key = { partitionKey: tableKey(id), rowKey: stepRow(name) };
        const ended = { ...ending, reason: cutText(ending.reason) };
        const isNew = { ...key, ...ended, name, startedAt: ending.endedAt, sequence: sequence() };
        if (!(await insertRow(table, isNew))) await table.updateEntity({ ...key, ...ended }, 'Merge');
      }),
  };
}

async function pointedAt(stories: TableClient, ids: readonly string[]): Promise<readonly Release[]> {
  const rows = await Promise.all(ids.map((id) => findRow(stories, tableKey(id), storyRow)));
  return rows.flatMap((row, at) => (row ? [toRelease(ids[at] ?? '', row, [])] : []));
}

async function create(stories: TableClient, index: TableClient, release: Release): Promise<boolean> {
  // When the answer to an insert was lost, the client tries again and finds its own row.
  const writer = randomUUID();
  const key = { partitionKey: tableKey(release.id), rowKey: storyRow };
  const isFirst = await insertRow(stories, { ...key, ...toRow(release), releaseId: release.id, writer });
  const stored = isFirst ? undefined : await findRow(stories, key.partitionKey, storyRow);
  // Pointed at by the stored time, also when it was there: whoever wrote it may have been cut off before this.
  await point(index, stored ? toRelease(release.id, stored, []) : release);
  return isFirst || stored?.['writer'] === writer;
}

async function point(index: TableClient, release: Release): Promise<void> {
  if (!release.endpoint) return;
  const rowKey = tableKey(`${invertedTime(release.requestedAt)}-${release.id}`);
  const partitions = [endpointKey(release.endpoint), workspaceKey(release.endpoint.workspaceId)];
  for (const partitionKey of partitions) {
    await index.upsertEntity({ partitionKey, rowKey, releaseId: release.id }, 'Replace');
  }
}

async function read(stories: TableClient, id: string): Promise<Release | undefined> {
  const rows: Row[] = [];
  const query = { queryOptions: { filter: odata`PartitionKey eq ${tableKey(id)}` } };
  for await (const row of stories.listEntities<Record<string, unknown>>(query)) rows.push(row);
  const story = rows.find((row) => row.rowKey === storyRow);
  return story && toRelease(id, story, toSteps(rows.filter((row) => row !== story)));
}

async function newest(index: TableClient, partitionKey: string, top: number): Promise<readonly string[]> {
  const query = { queryOptions: { filter: odata`PartitionKey eq ${partitionKey}` } };
  const pages = index.listEntities<Record<string, unknown>>(query).byPage({ maxPageSize: Math.min(top, 100) });
  const ids: string[] = [];
  for await (const page of pages) {
    ids.push(...page.flatMap((row) => textOf(row, 'releaseId') ?? []));
    if (ids.length >= top) break;
  }
  return ids.slice(0, top);
}

/** A hash, because a source's key may be longer than a table's and hold anything. */
const requestKey = (sourceKey: string) => ({
  partitionKey: createHash('sha256').update(sourceKey).digest('hex'),
  rowKey: 'request',
});

const allowed = (row: Row, change: ReleaseChange) =>
  mayChange(toRelease('', row, []), change) ? toChangedRow(change) : undefined;

/** Tells apart steps that began in the same millisecond: microseconds of the machine. */
const sequence = () => Math.floor((performance.timeOrigin + performance.now()) * 1000);
