import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const page = readFileSync('docs/threat-model.md', 'utf8');
const rows = page.split('\n').filter((line) => /^\| T\d+ \|/.test(line));

interface Threat {
  readonly id: string;
  readonly tests: readonly (readonly [file: string, name: string])[];
}

/** The last cell of a row: tests by file and name, between semicolons. */
function readRow(row: string): Threat {
  const cells = row.split(' | ');
  const shown = (cells[4] ?? '').replace(/ \|$/, '');
  const tests = shown.split('; `test/').map((each) => /^(?:`test\/)?([^`]+)`: (.+)$/.exec(each));
  return {
    id: (cells[0] ?? '').replace('| ', ''),
    tests: tests.flatMap((match) => (match ? [[`test/${match[1]}`, match[2] ?? ''] as const] : [])),
  };
}

const isThere = ([file, name]: readonly [string, string]): boolean => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${name.replaceAll(quote, `\\${quote}`)}${quote}`));
};

describe('the threat model', () => {
  test('has its rows in order', () => {
    expect(rows.map((row) => readRow(row).id)).toEqual(rows.map((_, index) => `T${index + 1}`));
    expect(rows.length).toBeGreaterThanOrEqual(20);
  });

  test.each(rows.map((row) => [readRow(row).id, row]))('%s is shown by tests that exist', (_, row) => {
    const { tests } = readRow(row);

    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((each) => !isThere(each))).toEqual([]);
    expect(row.split('`test/')).toHaveLength(tests.length + 1);
  });

  test.each([
    'test/docs/nothing.test.ts`: has its rows in order',
    'test/docs/threat-model.test.ts`: has a row for the moon',
  ])('would miss a test that is not there: %s', (shown) => {
    const { tests } = readRow(`| T1 | a | b | c | \`${shown} |`);

    expect(tests).toHaveLength(1);
    expect(tests.filter((each) => !isThere(each))).toHaveLength(1);
  });
});
