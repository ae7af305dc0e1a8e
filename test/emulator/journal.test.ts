import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournal } from '../../emulator/journal.ts';
import { watchDisk } from '../support/watch-disk.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
  file = path.join(folder, 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(changes: readonly unknown[]): void {
  const { journal } = openJournal(file, { fsync: true });
  journal.appendAll(changes);
  journal.close();
}

const read = (): unknown[] => {
  const { journal, changes } = openJournal(file);
  journal.close();
  return changes;
};

describe('a journal', () => {
  test('gives back what was written, any JSON and any text', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), (changes) => {
        rmSync(file, { force: true });
        const normalized: unknown = JSON.parse(JSON.stringify(changes));

        write(changes);

        expect(read()).toEqual(normalized);
      }),
      { numRuns: 50 },
    );
  });

  test('cut anywhere gives back a beginning of what was written, and goes on from there', () => {
    const changes = ['one', { two: 'Grüße' }, [3], 'four'];
    write(changes);
    const whole = readFileSync(file);

    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      const kept = read();
      expect(kept).toEqual(changes.slice(0, kept.length));
      write(['next']);
      expect(read()).toEqual([...kept, 'next']);
    }
  });

  test('is shorter after it is compacted, and goes on from there', () => {
    write(Array.from({ length: 100 }, (_, n) => n));
    const { journal } = openJournal<unknown>(file);
    const before = journal.sizeInBytes();

    journal.compact(['all']);
    journal.append('more');

    expect(journal.sizeInBytes()).toBe(readFileSync(file).length);
    expect(journal.sizeInBytes()).toBeLessThan(before);
    journal.close();
    expect(read()).toEqual(['all', 'more']);
  });

  test.each([
    [true, ['writeSync', 'fdatasyncSync', 'writeSync', 'fdatasyncSync']],
    [false, ['writeSync', 'writeSync']],
  ])('has every change on the disk before it says so, with fsync %s', (fsync, expected) => {
    const { journal } = openJournal<unknown>(file, { fsync });
    const asked = watchDisk();

    journal.append('one');
    journal.appendAll(['two', 'three']);

    expect(asked).toEqual(expected);
    journal.close();
  });

  test('has the new file on the disk before it takes the place of the old one', () => {
    const { journal } = openJournal<unknown>(file);
    const asked = watchDisk();

    journal.compact(['all']);

    // The file, its new name, and the folder that knows the name.
    expect(asked).toEqual(['writeSync', 'fsyncSync', 'renameSync', 'fsyncSync']);
    journal.close();
  });

  test('with damage in the middle is refused by line', () => {
    writeFileSync(file, '1\nx\n2\n');

    expect(() => openJournal(file)).toThrow(`${file} is damaged: line 2 is not JSON.`);
  });
});
