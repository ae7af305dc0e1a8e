import { odata, type TableClient } from '@azure/data-tables';
import type { EndpointNotes, NoteOfEndpoint } from '../domain/notes.ts';
import { type EndpointRef, endpointKey } from '../domain/workspace.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { toAscii } from './merge-body.ts';
import { findRow, type Row, removeRow, textOf } from './table-rows.ts';
import { inParts, tableKey } from './table-values.ts';

const rowsAPage = 100;

/** A table: a partition per endpoint, a row per note. A note is JSON, in as many properties as it takes. */
export function createEndpointNotes<T>(storage: AppStorage, tableName: string): EndpointNotes<T> {
  const table = () => storage.table(tableName);
  const doing = (what: string) => `${what} in the table ${tableName}`;
  return {
    put: (endpoint, name, note) =>
      orThrow(doing('keep a note'), async () => {
        const { workspaceId, name: endpointName } = endpoint;
        const row = {
          ...keyOf(endpoint, name),
          workspaceId,
          endpointName,
          ...inParts('note', toAscii(JSON.stringify(note))),
        };
        await (await table()).upsertEntity(row, 'Replace');
      }),
    get: (endpoint, name) =>
      orThrow(doing('read a note'), async () => {
        const { partitionKey, rowKey } = keyOf(endpoint, name);
        const row = await findRow(await table(), partitionKey, rowKey);
        return row && toNote<T>(row).note;
      }),
    of: (endpoint) =>
      orThrow(doing('read the notes of an endpoint'), async () => {
        const notes: T[] = [];
        const filter = odata`PartitionKey eq ${endpointKey(endpoint)}`;
        for await (const { note } of listed<T>(await table(), filter)) notes.push(note);
        return notes;
      }),
    async *all() {
      yield* listed<T>(await orThrow(doing('read the notes'), table));
    },
    remove: (endpoint, name) =>
      orThrow(doing('remove a note'), async () => {
        const { partitionKey, rowKey } = keyOf(endpoint, name);
        await removeRow(await table(), partitionKey, rowKey);
      }),
  };
}

const keyOf = (endpoint: EndpointRef, name: string) => ({
  partitionKey: endpointKey(endpoint),
  rowKey: tableKey(name.toLowerCase()),
});

async function* listed<T>(table: TableClient, filter?: string): AsyncGenerator<NoteOfEndpoint<T>> {
  const query = filter === undefined ? {} : { queryOptions: { filter } };
  const pages = table.listEntities<Record<string, unknown>>(query).byPage({ maxPageSize: rowsAPage });
  for await (const page of pages) yield* page.map(toNote<T>);
}

function toNote<T>(row: Row): NoteOfEndpoint<T> {
  const endpoint = { workspaceId: textOf(row, 'workspaceId') ?? '', name: textOf(row, 'endpointName') ?? '' };
  return { endpoint, note: JSON.parse(textInParts(row, 'note')) as T };
}

/** A text that was written with `inParts`. */
function textInParts(row: Row, name: string): string {
  const parts = [textOf(row, name) ?? ''];
  for (let number = 2; ; number += 1) {
    const part = textOf(row, `${name}${number}`);
    if (part === undefined) return parts.join('');
    parts.push(part);
  }
}
