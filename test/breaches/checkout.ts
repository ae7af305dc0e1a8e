import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Breach } from './breach.ts';

/** A copy of this checkout that may be broken. It has no history and nothing that is built. */
export interface Checkout {
  readonly folder: string;
  /** Plants a breach; the answer takes it out again. */
  plant(breach: Breach): () => void;
  remove(): void;
}

export function copyCheckout(): Checkout {
  const folder = mkdtempSync(path.join(tmpdir(), 'breaches-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of listed.split('\n').filter((each) => existsSync(each))) {
    if (file !== '') cpSync(file, path.join(folder, file));
  }
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  return {
    folder,
    plant({ file, find, replace }) {
      const target = path.join(folder, file);
      const sound = readFileSync(target, 'utf8');
      writeFileSync(
        target,
        sound.replace(find, () => replace),
      );
      return () => writeFileSync(target, sound);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
