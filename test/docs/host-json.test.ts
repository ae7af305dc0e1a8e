import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Every setting of a JSON file, by its path and with its value as JSON. Names with dots in them stay as they are. */
const settingsOf = (value: unknown, path: readonly string[] = []): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => settingsOf(inner, [...path, name]))
    : [`${path.join('.')} = ${JSON.stringify(value)}`];

test('every setting of host.json is told with its value and its reason', () => {
  const told = readFileSync('docs/host-json.md', 'utf8');
  const rows = [...told.matchAll(/^\| `([^`]+)` \| `([^`]+)` \| (.{10,}) \|$/gm)];

  expect(rows.map(([, path, value]) => `${path} = ${value}`)).toEqual(
    settingsOf(JSON.parse(readFileSync('host.json', 'utf8'))),
  );
});
