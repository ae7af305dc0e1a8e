import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openInbox } from '../../../emulator/azure/inbox.ts';
import { openStore } from '../../../emulator/azure/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowferry-inbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an inbox', () => {
  test('keeps the last messages of each owner, whatever the case of the name', () => {
    const inbox = openInbox<number>(openStore(), 'test', 2);

    for (const message of [1, 2, 3]) inbox.add('Pager', message);
    inbox.add('other', 9);

    expect([inbox.of('pager'), inbox.of('other')]).toEqual([[2, 3], [9]]);
  });

  test('goes on after a restart', () => {
    const before = openStore(folder);
    openInbox<number>(before, 'test', 2).add('pager', 1);
    before.close();

    const after = openStore(folder);
    const inbox = openInbox<number>(after, 'test', 2);
    inbox.add('pager', 2);
    inbox.add('pager', 3);
    after.close();

    expect(inbox.of('pager')).toEqual([2, 3]);
  });

  test('forgets only what belongs to the one that is named', () => {
    const inbox = openInbox<number>(openStore(), 'test');
    inbox.add('pager', 1);
    inbox.add('other', 9);

    inbox.clear('PAGER');

    expect([inbox.of('pager'), inbox.of('other')]).toEqual([[], [9]]);
  });
});
