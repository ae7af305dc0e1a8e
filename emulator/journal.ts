import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/**
 * A file of JSON lines that only grows: one line is one change, there as a whole or not at all. A line that a crash cut
 * short is the change that did not happen; it is cut off when the file is opened again.
 */
export interface Journal<T> {
  append(change: T): void;
  /** Appends several changes with one write: after a crash there may be fewer of them, never one without those before. */
  appendAll(changes: readonly T[]): void;
  /** Replaces the file by the changes given, in one step: a crash leaves the old file or the new one. */
  compact(changes: Iterable<T>): void;
  /** How large the file is now. */
  sizeInBytes(): number;
  close(): void;
}

export interface JournalOptions {
  /** Survive a power cut too, and not only a killed process. Costs a disk write per change. */
  readonly fsync?: boolean;
}

/** Opens the journal and hands over what it holds. Throws when a line other than the last cannot be read. */
export function openJournal<T>(file: string, options: JournalOptions = {}): { journal: Journal<T>; changes: T[] } {
  const changes = existsSync(file) ? readWholeLines<T>(file) : [];
  let descriptor = openSync(file, 'a');
  let size = fstatSync(descriptor).size;
  const journal: Journal<T> = {
    append: (change) => journal.appendAll([change]),
    appendAll(batch) {
      if (batch.length === 0) return;
      size += writeWhole(descriptor, batch.map(lineOf).join(''));
      if (options.fsync) fdatasyncSync(descriptor);
    },
    compact(kept) {
      const fresh = openSync(`${file}.new`, 'w');
      const written = writeInPieces(fresh, kept);
      fsyncSync(fresh);
      closeSync(fresh);
      closeSync(descriptor);
      renameSync(`${file}.new`, file);
      syncFolder(path.dirname(file));
      descriptor = openSync(file, 'a');
      size = written;
    },
    sizeInBytes: () => size,
    close: () => closeSync(descriptor),
  };
  return { journal, changes };
}

const pieceInCharacters = 1 << 20;

const lineOf = (change: unknown): string => `${JSON.stringify(change)}\n`;

function writeInPieces(descriptor: number, changes: Iterable<unknown>): number {
  let written = 0;
  let piece = '';
  for (const change of changes) {
    piece += lineOf(change);
    if (piece.length < pieceInCharacters) continue;
    written += writeWhole(descriptor, piece);
    piece = '';
  }
  return written + writeWhole(descriptor, piece);
}

// The system may take less than it was given, on a full disk for instance.
function writeWhole(descriptor: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
  return bytes.length;
}

// Without this a power cut could bring the old name back.
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function readWholeLines<T>(file: string): T[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) cutOff(file, end);
  const changes: T[] = [];
  // Line by line, because a text of the whole file can be longer than a string may be.
  for (let start = 0; start < end; ) {
    const stop = bytes.indexOf(0x0a, start);
    if (stop > start) changes.push(parse<T>(bytes.toString('utf8', start, stop), file, changes.length + 1));
    start = stop + 1;
  }
  return changes;
}

function cutOff(file: string, end: number): void {
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, end);
  closeSync(descriptor);
}

function parse<T>(line: string, file: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch (error) {
    throw new Error(`${file} is damaged: line ${number} is not JSON.`, { cause: error });
  }
}
