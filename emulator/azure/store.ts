import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../journal.ts';

/** Resources of one kind by id. Ids are compared as Azure does: without regard to case. Values are replaced, not changed. */
export interface Collection<T> {
  get(id: string): T | undefined;
  set(id: string, value: T): void;
  delete(id: string): boolean;
  values(): T[];
  readonly size: number;
}

/** All collections of the emulated Azure. What was set is there again after the process was killed and started anew. */
export interface Store {
  collection<T>(name: string): Collection<T>;
  close(): void;
}

interface Change {
  readonly collection: string;
  readonly id: string;
  /** Absent: deleted. */
  readonly value?: unknown;
}

/** Opens the store in a folder, or in memory when there is none. */
export function openStore(folder?: string): Store {
  const collections = new Map<string, Map<string, unknown>>();
  const mapOf = (name: string) => {
    const found = collections.get(name) ?? new Map<string, unknown>();
    collections.set(name, found);
    return found;
  };
  const { append, close } =
    folder === undefined ? { append: () => {}, close: () => {} } : journalIn(folder, mapOf, collections);
  return { collection: (name) => typedCollection(name, mapOf(name), append), close };
}

function journalIn(
  folder: string,
  mapOf: (name: string) => Map<string, unknown>,
  collections: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
) {
  mkdirSync(folder, { recursive: true });
  const { journal, changes } = openJournal<Change>(join(folder, 'azure.jsonl'));
  for (const { collection, id, value } of changes) {
    if (value === undefined) mapOf(collection).delete(id);
    else mapOf(collection).set(id, value);
  }
  const whole = () =>
    [...collections].flatMap(([collection, entries]) => [...entries].map(([id, value]) => ({ collection, id, value })));
  let compacted = 0;
  const compact = () => {
    journal.compact(whole());
    compacted = journal.sizeInBytes();
  };
  compact();
  return {
    append(change: Change) {
      journal.append(change);
      if (journal.sizeInBytes() > Math.max(leastSizeToCompact, compacted * 4)) compact();
    },
    close: () => journal.close(),
  };
}

const leastSizeToCompact = 8 * 1024 * 1024;

function typedCollection<T>(
  name: string,
  entries: Map<string, unknown>,
  append: (change: Change) => void,
): Collection<T> {
  return {
    get: (id) => entries.get(id.toLowerCase()) as T | undefined,
    set(id, value) {
      entries.set(id.toLowerCase(), value);
      append({ collection: name, id: id.toLowerCase(), value });
    },
    delete(id) {
      if (!entries.delete(id.toLowerCase())) return false;
      append({ collection: name, id: id.toLowerCase() });
      return true;
    },
    values: () => [...entries.values()] as T[],
    get size() {
      return entries.size;
    },
  };
}
