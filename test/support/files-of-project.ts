import { execFileSync } from 'node:child_process';

/** The files of the project, as git knows them: committed or new, and not ignored. Paths are relative to its root. */
export function filesOfProject(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  return listed.split('\n').filter((file) => file !== '' && !file.startsWith('test/fixtures/'));
}
