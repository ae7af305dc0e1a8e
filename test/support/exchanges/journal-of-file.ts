import path from 'node:path';
import { expect } from 'vitest';
import { exchangesVariable } from '../../../emulator/azure/exchange-journal.ts';
import { journalFolder } from './folder.ts';

/*
 * Runs before every test file, so that none can leave it out: whatever emulated Azure its tests start, in this process or
 * in one of their own, writes its exchanges into the file's journal.
 */
const testFile = path.relative(process.cwd(), expect.getState().testPath ?? 'unknown');
process.env[exchangesVariable] = path.join(journalFolder(), `${testFile.replaceAll(path.sep, '--')}.jsonl`);
