import { readFileSync } from 'node:fs';

/** A fault that is planted on purpose: it takes one capability out, and the test named here must fail of it. */
export interface Breach {
  /** What is taken out, in the words of the list that the area is held against. */
  readonly item: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly testFile: string;
  /** As it is written in the test file: a test, or one row of its table. */
  readonly testName: string;
}

/** Breaches of one file that are caught by tests of another: item, what to find, what to put there, the test. */
export const breachesOf = (
  file: string,
  testFile: string,
  rows: readonly (readonly [item: string, find: string, replace: string, testName: string])[],
): Breach[] => rows.map(([item, find, replace, testName]) => ({ item, file, find, replace, testFile, testName }));

type Read = (file: string) => string;
const fromDisk: Read = (file) => readFileSync(file, 'utf8');

/** Why a breach no longer fits the tree; undefined when it does. */
export function misfitOf(breach: Breach, read: Read = fromDisk): string | undefined {
  const { item, file, find, replace, testFile, testName } = breach;
  const times = read(file).split(find).length - 1;
  if (times !== 1) return `${item}: its text stands ${times} times in ${file}`;
  if (find === replace) return `${item}: it changes nothing`;
  const written = [testName, testName.replaceAll("'", "\\'")];
  if (!written.some((name) => read(testFile).includes(name))) return `${item}: ${testFile} has no test '${testName}'`;
  return undefined;
}
