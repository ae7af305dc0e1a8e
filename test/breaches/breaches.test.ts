import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areas } from './areas.ts';
import { type Breach, misfitOf } from './breach.ts';

const sound: Breach = { item: 'a', file: 'a.ts', find: 'x', replace: 'y', testFile: 'a.test.ts', testName: 'works' };
const tree = (file: string) => (file === 'a.ts' ? 'one x here' : "test('works', () => {})");

/** The items of a table of two columns, part and what: what stands between the semicolons. */
function itemsListed(markdown: string, heading: string): string[] {
  const [, after = ''] = markdown.split(`## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  const rows = [...section.matchAll(/^\| (.+?) \| (.+) \|$/gm)].slice(2);
  return rows.flatMap(([, part = '', what = '']) => what.split('; ').map((item) => `${part}: ${item}`));
}

describe('the planted breaches', () => {
  test.each(Object.entries(areas))('of the area %s fit the tree', (_, breaches) => {
    expect(breaches.map((breach) => misfitOf(breach)).filter(Boolean)).toEqual([]);
  });

  test.each([
    [{}, undefined],
    [{ find: 'z' }, 'a: its text stands 0 times in a.ts'],
    [{ find: 'e' }, 'a: its text stands 3 times in a.ts'],
    [{ replace: 'x' }, 'a: it changes nothing'],
    [{ testName: 'sleeps' }, "a: a.test.ts has no test 'sleeps'"],
  ])('that no longer fit are told: %j', (change, misfit) => {
    expect(misfitOf({ ...sound, ...change }, tree)).toBe(misfit);
  });

  test('take out everything that the local host covers', () => {
    const covered = itemsListed(readFileSync('docs/emulator-host.md', 'utf8'), 'What it covers');

    expect(covered.length).toBeGreaterThan(80);
    expect([...new Set(areas['host']?.map(({ item }) => item))].toSorted()).toEqual(covered.toSorted());
  });
});
