import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished, vi } from 'vitest';

const watched = ['writeSync', 'fdatasyncSync', 'fsyncSync', 'renameSync'] as const;

/** Notes, until the test ends, what is asked of the disk and in which order. It is still done. */
export function watchDisk(): string[] {
  const asked: string[] = [];
  const spies = watched.map((name) => {
    const real = fs[name] as (...given: unknown[]) => unknown;
    return vi.spyOn(fs, name).mockImplementation(((...given: unknown[]) => {
      asked.push(name);
      return real(...given);
    }) as never);
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  });
  return asked;
}
