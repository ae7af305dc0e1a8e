import type { PoisonMessages } from '../domain/stores.ts';
import type { AppStorage } from './app-storage.ts';
import { orThrow } from './failures.ts';
import { cutText, inParts, tableKey } from './table-values.ts';

/** One partition: there should be few. The same message twice is one row. */
export function createPoisonMessages(storage: AppStorage): PoisonMessages {
  return {
    keep: ({ id, body, reason, at }) =>
      orThrow('keep a message', async () => {
        const table = await storage.table('poison');
        const row = { partitionKey: 'poison', rowKey: tableKey(id), messageId: id, reason: cutText(reason), at };
        await table.upsertEntity({ ...row, ...inParts('body', body) }, 'Replace');
      }),
  };
}
