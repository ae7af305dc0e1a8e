import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Journal } from '../../domain/journal.ts';

interface Entry {
  readonly at: string;
  readonly text: string;
}

/** What every keeper of journals does. */
export function describeJournalContract(name: string, makeJournal: () => Journal<Entry>): void {
  const entry = (second: number, text = `entry ${second}`): Entry => ({
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
    text,
  });

  describe(`a journal, as ${name} keeps it`, () => {
    test('is read newest first, page by page, each entry once', async () => {
      const journal = makeJournal();
      const entries = Array.from({ length: 7 }, (_, second) => entry(second));
      for (const each of [...entries.slice(3), ...entries.slice(0, 3)]) await journal.add('a', each);
      await journal.add('b', entry(99));

      const pages: (readonly Entry[])[] = [];
      for (let after: string | undefined, more = true; more; more = after !== undefined) {
        const page = await journal.page('a', { top: 3, ...(after === undefined ? {} : { after }) });
        pages.push(page.items);
        after = page.next;
      }

      expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
      expect(pages.flat()).toEqual([...entries].reverse());
    });

    test('has no next page where there is nothing on it', async () => {
      const journal = makeJournal();
      await journal.add('a', entry(1));

      expect(await journal.page('a', { top: 1 })).toEqual({ items: [entry(1)] });
      expect(await journal.page('nobody', { top: 1 })).toEqual({ items: [] });
    });

    test('keeps the same entry once, and two of one moment apart', async () => {
      const journal = makeJournal();
      for (const text of ['one', 'one', 'two']) await journal.add('a', entry(1, text));

      const { items } = await journal.page('a', { top: 10 });

      expect(items.map(({ text }) => text).sort()).toEqual(['one', 'two']);
    });

    test('keeps long entries whole, and odd names apart', async () => {
      const journal = makeJournal();
      const long = entry(1, 'é'.repeat(70_000));
      await journal.add('a/b?c#d', long);

      const [read] = (await journal.page('a/b?c#d', { top: 1 })).items;
      expect([read?.at, read?.text.length, read?.text === long.text]).toEqual([long.at, 70_000, true]);
      expect((await journal.page('a_b_c_d', { top: 1 })).items).toEqual([]);
    });

    test('bears whatever is sent as the end of a page', async () => {
      const journal = makeJournal();
      await journal.add('a', entry(1));

      await fc.assert(
        fc.asyncProperty(fc.string({ maxLength: 200 }), async (after) => {
          expect((await journal.page('a', { top: 5, after })).items.length).toBeLessThanOrEqual(1);
        }),
        { numRuns: 20 },
      );
    });
  });
}
