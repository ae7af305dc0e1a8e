import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Folders that this very process holds: a process id that comes back after a restart must not look like ourselves. */
const held = new Set<string>();

interface Owner {
  readonly pid: number;
  /** When the process started, where the system tells; a process id is given out again some day. */
  readonly startedAt: string | undefined;
}

/**
 * Makes this process the only one that works on a state folder. Throws when another one does; a lock whose process is
 * gone is taken over. The answer gives the folder free again.
 */
export function lockStateFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const lock = path.resolve(folder, 'host.lock');
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Owner));
  try {
    if (!tryLink(own, lock)) takeOver(own, lock, folder);
  } finally {
    rmSync(own, { force: true });
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) rmSync(lock, { force: true });
  };
}

// A link appears with its content and only where there is none yet: no other process ever sees half a lock.
function tryLink(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function takeOver(own: string, lock: string, folder: string): void {
  const owner = readOwner(lock);
  if (owner && isAlive(owner, lock)) throw refused(folder, owner);
  // Two processes may find the same dead owner. The one that moves its lock away and finds it still dead goes on.
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    throw refused(folder, readOwner(lock));
  }
  const moved = readOwner(aside);
  const isStale = moved?.pid === owner?.pid && moved?.startedAt === owner?.startedAt;
  if (!isStale) tryLink(aside, lock);
  rmSync(aside, { force: true });
  if (!isStale || !tryLink(own, lock)) throw refused(folder, readOwner(lock));
}

const refused = (folder: string, owner: Owner | undefined): Error =>
  new Error(
    `The state folder ${folder} is in use by process ${owner?.pid ?? 'unknown'}. ` +
      'Stop that host first, or choose another folder: two hosts on one state would lose work.',
  );

function readOwner(lock: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Owner, lock: string): boolean {
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not allowed to ask: there is such a process, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const [state] = statOf(pid);
  const started = startOf(pid);
  // Killed, and not yet cleared away by its parent.
  if (state === 'Z') return false;
  return startedAt === undefined || started === undefined || started === startedAt;
}

const startOf = (pid: number): string | undefined => statOf(pid)[19];

/** The fields of /proc/PID/stat from the third on: the second is a name that may hold spaces. Elsewhere there are none. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
