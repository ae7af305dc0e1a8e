import { appendFileSync } from 'node:fs';
import type { LoggedRequest } from './request-log.ts';

/** Names the file that every exchange is written to, one JSON a line, where it is set. */
export const exchangesVariable = 'FLOWFERRY_EXCHANGES';

/** Writes exchanges down where somebody wants to read them all, also those of a process that was killed. */
export function exchangeJournal(): (entry: LoggedRequest) => void {
  const file = process.env[exchangesVariable];
  return file === undefined ? () => {} : (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`);
}
