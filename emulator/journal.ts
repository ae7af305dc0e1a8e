import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/**
 * A file of JSON lines that only grows: one line is one change, there as a whole or not at all. A line that a crash cut
 * short is the change that did not happen; it is cut off when the file is opened again.
 */
export interface Journal<T> {
  append(change: T): void;
  /** Replaces the file by the changes given, in one step: a crash leaves the old file or the new one. */
  compact(changes: Iterable<T>): void;
  close(): void;
}

export interface JournalOptions {
  /** Survive a power cut too, and not only a killed process. Costs a disk write per change. */
  readonly fsync?: boolean;
}

/** Opens the journal and hands over what it holds. */
export function openJournal<T>(file: string, options: JournalOptions = {}): { journal: Journal<T>; changes: T[] } {
  const changes = existsSync(file) ? readWholeLines<T>(file) : [];
  let descriptor = openSync(file, 'a');
  const write = (to: number, change: T) => writeSync(to, `${JSON.stringify(change)}\n`);
  const journal: Journal<T> = {
    append(change) {
      write(descriptor, change);
      if (options.fsync) fsyncSync(descriptor);
    },
    compact(kept) {
      const fresh = openSync(`${file}.new`, 'w');
      for (const change of kept) write(fresh, change);
      fsyncSync(fresh);
      closeSync(fresh);
      closeSync(descriptor);
      renameSync(`${file}.new`, file);
      descriptor = openSync(file, 'a');
    },
    close: () => closeSync(descriptor),
  };
  return { journal, changes };
}

function readWholeLines<T>(file: string): T[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) {
    const descriptor = openSync(file, 'r+');
    ftruncateSync(descriptor, end);
    closeSync(descriptor);
  }
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
