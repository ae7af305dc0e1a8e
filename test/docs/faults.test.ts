import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ailments } from '../../domain/doctor/diagnose.ts';
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

describe('docs/faults.md', () => {
  const diagnoses = new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((section) => [section.split('\n')[0], section.replaceAll(/\s+/g, ' ')]),
  );

  test('has one heading for each diagnosis, and no other', () => {
    expect([...diagnoses.keys()].sort()).toEqual([...ailments.map(({ class: name }) => name), 'unknown'].sort());
  });

  test.each(ailments.map((ailment) => [ailment.class, ailment] as const))(
    'gives cause and remedy of %s',
    (name, { cause, remedy }) => {
      expect(diagnoses.get(name)).toContain(`${cause} ${remedy}`);
    },
  );
});
