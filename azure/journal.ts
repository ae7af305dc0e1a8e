import { createHash } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import type { Journal, Page, PageWanted } from '../domain/journal.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { type Row, textOf } from './table-rows.ts';
import { inParts, invertedTime, tableKey } from './table-values.ts';

/** A table with a partition per journal and a key that sorts newest first. */
export function createJournal<T extends { readonly at: string }>(storage: AppStorage, name: string): Journal<T> {
  return {
    add: (of, entry) =>
      orThrow(`write into ${name}`, async () => {
        const text = asciiOf(JSON.stringify(entry));
        const mark = createHash('sha256').update(text).digest('hex').slice(0, 16);
        const key = { partitionKey: tableKey(of), rowKey: `${invertedTime(entry.at)}-${mark}` };
        await (await storage.table(name)).upsertEntity({ ...key, ...inParts('entry', text) }, 'Replace');
      }),
    page: (of, wanted) =>
      orThrow(`read ${name}`, async () => {
        const { items, next } = await pageOf(await storage.table(name), tableKey(of), wanted);
        return { items: items.map((row) => JSON.parse(wholeText(row)) as T), ...(next === undefined ? {} : { next }) };
      }),
  };
}

/** Rows of a partition by their keys. Where a page ends is the key of its last row: nothing of the service's own goes out. */
export async function pageOf(table: TableClient, partition: string, { top, after }: PageWanted): Promise<Page<Row>> {
  const asked = Buffer.from(after ?? '', 'base64url').toString('utf8');
  // Whoever makes an end of a page up begins at the beginning.
  const begin = /^\d{14}-[\x20-\x7e]{0,400}$/.test(asked) ? asked : '';
  const filter = odata`PartitionKey eq ${partition} and RowKey gt ${begin}`;
  const rows: Row[] = [];
  // One more than asked for tells whether there is more.
  const pages = table
    .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
    .byPage({ maxPageSize: top + 1 });
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length > top) break;
  }
  const items = rows.slice(0, top);
  const last = items.at(-1)?.rowKey;
  if (rows.length <= top || last === undefined) return { items };
  return { items, next: Buffer.from(last, 'utf8').toString('base64url') };
}

/** The storage emulator breaks letters of several bytes where a request is cut into chunks. */
const asciiOf = (json: string) =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

function wholeText(row: Row): string {
  const parts = [textOf(row, 'entry') ?? ''];
  for (let part = textOf(row, 'entry2'); part !== undefined; part = textOf(row, `entry${parts.length + 1}`))
    parts.push(part);
  return parts.join('');
}
