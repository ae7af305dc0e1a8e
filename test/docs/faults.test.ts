import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultSlugs } from '../../domain/outcome.ts';

const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => section.split('\n'));

test('docs/faults.md has one heading for each fault, and no other', () => {
  expect(sections.map(([heading]) => heading).sort()).toEqual([...faultSlugs].sort());
});

test.each(sections.map(([heading, ...lines]) => [heading, lines.join('\n')]))(
  '%s is explained and has an example',
  (_, text) => {
    expect(text).toMatch(/^[A-Z`][^\n]{40,}/);
    expect(text).toMatch(/^> .+/m);
  },
);
