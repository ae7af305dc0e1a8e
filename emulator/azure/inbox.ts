import type { Collection, Store } from './store.ts';

interface Kept<T> {
  readonly owner: string;
  readonly number: number;
  readonly message: T;
}

/** What was received on behalf of someone, oldest first. The last ones are kept, also over a restart. */
export interface Inbox<T> {
  add(owner: string, message: T): void;
  of(owner: string): readonly T[];
  clear(owner: string): void;
}

/** Opens an inbox that keeps so many messages of each owner. */
export function openInbox<T>(store: Store, name: string, capacity = 2000): Inbox<T> {
  const kept: Collection<Kept<T>> = store.collection(name);
  const ownedBy = (owner: string) => kept.values().filter((each) => each.owner === owner.toLowerCase());
  const numbers = new Map<string, number>();
  for (const { owner, number } of kept.values()) numbers.set(owner, Math.max(number, numbers.get(owner) ?? 0));
  return {
    add(name, message) {
      const owner = name.toLowerCase();
      const number = (numbers.get(owner) ?? 0) + 1;
      numbers.set(owner, number);
      kept.set(`${owner}/${number}`, { owner, number, message });
      kept.delete(`${owner}/${number - capacity}`);
    },
    of: (owner) => ownedBy(owner).map(({ message }) => message),
    clear(owner) {
      for (const { number } of ownedBy(owner)) kept.delete(`${owner}/${number}`);
    },
  };
}
