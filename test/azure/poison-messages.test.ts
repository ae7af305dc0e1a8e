import { expect, test } from 'vitest';
import { createPoisonMessages } from '../../azure/poison-messages.ts';
import { appStorageOfThisFile } from './app-storage-fixture.ts';

const storage = appStorageOfThisFile();

async function rows() {
  const found: Record<string, unknown>[] = [];
  for await (const row of (await storage().table('poison')).listEntities<Record<string, unknown>>()) found.push(row);
  return found;
}

test('a message is kept once with its reason, and none of its body is lost', async () => {
  const poison = createPoisonMessages(storage());
  const body = Array.from({ length: 65_536 }, (_, index) => 'ab€\n'[index % 4]).join('');
  const message = { id: 'a/b#c?d', body, reason: 'not JSON', at: '2026-03-01T10:00:00.000Z' };

  await poison.keep(message);
  await poison.keep({ ...message, at: '2026-03-01T10:00:09.000Z' });

  const [row, ...others] = await rows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({ messageId: 'a/b#c?d', reason: 'not JSON', at: '2026-03-01T10:00:09.000Z' });
  expect(`${row?.['body']}${row?.['body2']}${row?.['body3']}`).toBe(body);
});
