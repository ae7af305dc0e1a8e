import type { Fleet } from '../domain/stores.ts';
import type { LiveRelease } from '../domain/watch.ts';
import { endpointKey } from '../domain/workspace.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { findRow, type Row, removeRow, textOf } from './table-rows.ts';

const rowsAPage = 500;
const partitionKey = 'live';

/** What is live, a row per endpoint, in one partition: the watch reads all of it, and nobody else reads any. */
export function createFleet(storage: AppStorage): Fleet {
  const table = () => storage.table('live');
  return {
    enter: (live) =>
      orThrow('note what is live', async () => {
        const row = { partitionKey, rowKey: endpointKey(live.endpoint), live: JSON.stringify(live) };
        await (await table()).upsertEntity(row, 'Replace');
      }),
    leave: (endpoint) =>
      orThrow('forget what was live', async () => {
        await removeRow(await table(), partitionKey, endpointKey(endpoint));
      }),
    get: (endpoint) =>
      orThrow('read what is live', async () => {
        const row = await findRow(await table(), partitionKey, endpointKey(endpoint));
        return row && toLive(row);
      }),
    async *all() {
      const rows = (await orThrow('read what is live', table)).listEntities<Record<string, unknown>>();
      for await (const page of rows.byPage({ maxPageSize: rowsAPage })) {
        yield* page.map(toLive);
      }
    },
  };
}

const toLive = (row: Row) => JSON.parse(textOf(row, 'live') ?? '{}') as LiveRelease;
