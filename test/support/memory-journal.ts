import type { Journal, Page, PageWanted } from '../../domain/journal.ts';

/** A journal in a map, for a test to look at: entries in the order in which they came. */
export const journalOf = <T extends { readonly at: string }>(journals: Map<string, T[]>): Journal<T> => ({
  async add(of, entry) {
    const entries = journals.get(of) ?? [];
    const isThere = entries.some((each) => JSON.stringify(each) === JSON.stringify(entry));
    if (!isThere) journals.set(of, [...entries, structuredClone(entry)]);
  },
  page: async (of, wanted) => pageOf([...(journals.get(of) ?? [])].reverse(), ({ at }) => at, wanted),
});

/** A page of what is there, newest first. The end of a page is told by a position. */
export function pageOf<T>(all: readonly T[], timeOf: (item: T) => string, { top, after }: PageWanted): Page<T> {
  const newestFirst = [...all].sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
  const start = Math.max(0, Number.parseInt(after?.replace(/^p/, '') ?? '0', 10) || 0);
  const items = newestFirst.slice(start, start + top);
  return start + top < all.length ? { items, next: `p${start + top}` } : { items };
}
