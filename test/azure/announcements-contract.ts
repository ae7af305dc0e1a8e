import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { announcement } from '../../domain/announcement.ts';
import type { Announcements } from '../../domain/stores.ts';

const newMessage = (text = 'It happened.') =>
  announcement({ kind: 'page', about: randomUUID(), at: '2026-03-01T10:00:00.000Z', text });

async function pendingIds(port: Announcements): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of port.pending()) ids.push(id);
  return ids;
}

/** What every keeper of messages does. */
export function describeAnnouncementsContract(name: string, makePort: () => Announcements): void {
  describe(`the messages, as ${name} keeps them`, () => {
    test('are written down once, as they were the first time', async () => {
      const port = makePort();
      const message = newMessage();

      await port.record(message);
      await port.record({ ...message, text: 'Something else.' });

      expect(await port.get(message.id)).toEqual({ announcement: message, channels: {} });
      expect((await pendingIds(port)).filter((id) => id === message.id)).toHaveLength(1);
    });

    test('are pending until they are settled, and can be read after that', async () => {
      const port = makePort();
      const message = newMessage();
      await port.record(message);

      await port.settle(message.id);
      await port.settle(message.id);
      await port.record(message);

      expect(await pendingIds(port)).not.toContain(message.id);
      expect((await port.get(message.id))?.announcement).toEqual(message);
    });

    test('tell who took them and who did not, and a channel that took one has taken it for good', async () => {
      const port = makePort();
      const message = newMessage();
      await port.record(message);

      await port.note(message.id, 'slack', { reason: 'it was down' });
      await port.note(message.id, 'slack', { reason: 'it answered 404' });
      await port.note(message.id, 'teams', { at: '2026-03-01T10:00:01.000Z' });
      await port.note(message.id, 'teams', { reason: 'it was down' });

      const expected = { slack: { reason: 'it answered 404' }, teams: { at: '2026-03-01T10:00:01.000Z' } };
      expect((await port.get(message.id))?.channels).toEqual(expected);
    });

    test('that nobody wrote down are absent, and nothing can be noted of them', async () => {
      const port = makePort();

      await port.note('page-nothing', 'slack', { reason: 'no' });
      await port.settle('page-nothing');

      expect(await port.get('page-nothing')).toBeUndefined();
    });

    test('are all found, however many are pending', async () => {
      const port = makePort();
      const messages = Array.from({ length: 130 }, () => newMessage());
      for (const message of messages) await port.record(message);

      const found = new Set(await pendingIds(port));

      expect(messages.filter(({ id }) => !found.has(id))).toEqual([]);
    });
  });
}
