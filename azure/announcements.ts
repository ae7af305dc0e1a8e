import { odata } from '@azure/data-tables';
import type { Announcement } from '../domain/announcement.ts';
import type { Announcements, ChannelEnding, KeptAnnouncement } from '../domain/stores.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { changeRow, findRow, type Row, removeRow, textOf } from './table-rows.ts';
import { isStatus, tableKey } from './table-values.ts';

const rowsAPage = 100;
/** One partition, so that a message and its mark are written together or not at all. */
const partitionKey = 'announcements';
const messageKey = (id: string) => `message-${tableKey(id)}`;
/** A row beside each message that is still to be sent: looking for those never costs more than there are. */
const markKey = (id: string) => `pending-${tableKey(id)}`;
const marks = odata`PartitionKey eq ${partitionKey} and RowKey ge ${'pending-'} and RowKey lt ${'pending.'}`;

export function createAnnouncements(storage: AppStorage): Announcements {
  const table = () => storage.table('announcements');
  return {
    record: (announcement) =>
      orThrow('write down a message', async () => {
        const { id, at } = announcement;
        const row = { partitionKey, body: JSON.stringify(announcement), at };
        const message = { ...row, rowKey: messageKey(id) };
        const mark = { ...row, rowKey: markKey(id) };
        try {
          await (await table()).submitTransaction([
            ['create', message],
            ['create', mark],
          ]);
        } catch (problem) {
          if (!isStatus(problem, 409)) throw problem;
        }
      }),
    get: (id) =>
      orThrow('read a message', async () => {
        const row = await findRow(await table(), partitionKey, messageKey(id));
        return row && toKept(row);
      }),
    async *pending() {
      const rows = (await orThrow('read the messages', table)).listEntities<Record<string, unknown>>({
        queryOptions: { filter: marks },
      });
      for await (const page of rows.byPage({ maxPageSize: rowsAPage })) yield* page.map(toAnnouncement);
    },
    note: (id, channel, ending) =>
      orThrow('note who was told', async () => {
        await changeRow(await table(), partitionKey, messageKey(id), (row) => {
          const before = endingOf(row, channel);
          return before && 'at' in before ? undefined : { [`${channelPrefix}${channel}`]: JSON.stringify(ending) };
        });
      }),
    settle: (id) =>
      orThrow('take a message off the list', async () => {
        await removeRow(await table(), partitionKey, markKey(id));
      }),
  };
}

const channelPrefix = 'channel_';

const toAnnouncement = (row: Row): Announcement => JSON.parse(textOf(row, 'body') ?? '{}') as Announcement;

function toKept(row: Row): KeptAnnouncement {
  const names = Object.keys(row).filter((name) => name.startsWith(channelPrefix));
  const channels = names.map((name) => name.slice(channelPrefix.length));
  return {
    announcement: toAnnouncement(row),
    channels: Object.fromEntries(channels.map((channel) => [channel, endingOf(row, channel) ?? { reason: '' }])),
  };
}

function endingOf(row: Row, channel: string): ChannelEnding | undefined {
  const text = textOf(row, `${channelPrefix}${channel}`);
  return text === undefined ? undefined : (JSON.parse(text) as ChannelEnding);
}
