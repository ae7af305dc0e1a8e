import { odata, type TableClient } from '@azure/data-tables';
import { type Intent, intentKey, intentKinds } from '../domain/intent.ts';
import type { Release } from '../domain/release.ts';
import type { Intents } from '../domain/stores.ts';
import { endpointKey } from '../domain/workspace.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { changeRow, insertRow, type Row, removeRow, textOf } from './table-rows.ts';
import { cutText, tableKey } from './table-values.ts';

const rowsAPage = 100;

/** A partition per endpoint, a row per intent; only what is not finished has a row. */
export function createIntents(storage: AppStorage): Intents {
  const table = () => storage.table('intents');
  return {
    record: (intent) =>
      orThrow('record an intent', async () => {
        await insertRow(await table(), { ...keyOf(intent), ...toRow(intent) });
      }),
    of: (endpoint) =>
      orThrow('read the intents', async () => {
        const found: Intent[] = [];
        const filter = odata`PartitionKey eq ${endpointKey(endpoint)}`;
        for await (const intent of listed(await table(), filter)) found.push(intent);
        return found;
      }),
    async *all() {
      yield* listed(await orThrow('read the intents', table));
    },
    begun: (intent) =>
      orThrow('note the beginning of an intent', async () => {
        const { partitionKey, rowKey } = keyOf(intent);
        await changeRow(await table(), partitionKey, rowKey, (row) =>
          Number(row['attempt']) < intent.attempt ? { attempt: intent.attempt } : undefined,
        );
      }),
    remove: (intent) =>
      orThrow('remove an intent', async () => {
        const { partitionKey, rowKey } = keyOf(intent);
        await removeRow(await table(), partitionKey, rowKey);
      }),
  };
}

const keyOf = (intent: Pick<Intent, 'kind' | 'endpoint' | 'releaseId'>) => ({
  partitionKey: endpointKey(intent.endpoint),
  rowKey: tableKey(intentKey(intent)),
});

const toRow = (intent: Intent) => ({
  kind: intent.kind,
  releaseId: intent.releaseId,
  workspaceId: intent.endpoint.workspaceId,
  endpointName: intent.endpoint.name,
  requestedAt: intent.requestedAt,
  attempt: intent.attempt,
  ...(intent.reason !== undefined && { reason: cutText(intent.reason, 4000) }),
  ...(intent.wanted && { wanted: JSON.stringify(intent.wanted) }),
});

const toIntent = (row: Row): Intent => ({
  kind: intentKinds.find((kind) => kind === textOf(row, 'kind')) ?? 'deploy',
  releaseId: textOf(row, 'releaseId') ?? '',
  endpoint: { workspaceId: textOf(row, 'workspaceId') ?? '', name: textOf(row, 'endpointName') ?? '' },
  requestedAt: textOf(row, 'requestedAt') ?? '',
  attempt: Number(row['attempt'] ?? 0),
  ...(textOf(row, 'reason') === undefined ? {} : { reason: textOf(row, 'reason') ?? '' }),
  ...(textOf(row, 'wanted') === undefined ? {} : { wanted: JSON.parse(textOf(row, 'wanted') ?? '') as Release }),
});

async function* listed(table: TableClient, filter?: string): AsyncGenerator<Intent> {
  const query = filter === undefined ? {} : { queryOptions: { filter } };
  const pages = table.listEntities<Record<string, unknown>>(query).byPage({ maxPageSize: rowsAPage });
  for await (const page of pages) yield* page.map(toIntent);
}
