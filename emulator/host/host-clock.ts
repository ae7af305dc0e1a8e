import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Clock, type ClockOrigin, scaledClock } from '../clock.ts';
import { readJsonFile } from './app-settings.ts';

/**
 * The clock of a host with a state folder. A faster one goes on from where it was before a restart, because the state
 * holds its times: it has run on while the host was down. Real time needs no memory.
 */
export function persistentClock(stateFolder: string, speed: number): Clock {
  const file = path.join(stateFolder, 'clock.json');
  const before = readJsonFile(file) as ClockOrigin | undefined;
  if (before?.speed === speed) return scaledClock(before);
  const now = Date.now();
  const origin = { realStart: now, virtualStart: before ? Math.max(now, scaledClock(before).now()) : now, speed };
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(file, JSON.stringify(origin));
  return scaledClock(origin);
}
