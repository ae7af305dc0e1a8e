import { describe, expect, test } from 'vitest';
import { evaluate } from '../../infra/check/evaluate.ts';
import { functionsOf } from '../../infra/check/functions.ts';
import { readProgram } from '../../infra/check/read-program.ts';
import type { Variable } from '../../infra/check/syntax.ts';
import type { Value } from '../../infra/check/values.ts';

const known: Readonly<Record<string, Value>> = {
  yes: true,
  no: false,
  id: '/subscriptions/s/resourceGroups/g/providers/P/t/n',
  names: ['a', 'b'],
  body: { size: 3, inner: { name: 'x' } },
};

function worth(text: string): Value {
  const [variable] = readProgram('x.bicep', `var x = ${text}\n`).statements as readonly Variable[];
  if (!variable) throw new Error('nothing was read');
  return evaluate(variable.value, {
    functions: functionsOf({
      place: { scope: 'resourceGroup', id: '/subscriptions/s/resourceGroups/g' },
      tenantId: 't',
      cloud: {},
    }),
    took: () => {},
    asked: () => {},
    name: (name) => known[name],
  });
}

describe('an expression of Bicep', () => {
  test.each<[string, Value]>([
    ["no ? 'a' : body.inner.name", 'x'],
    ['yes ? body.size : 4', 3],
    ["no ? 'a' : no ? 'b' : 'c'", 'c'],
    ['!empty(names)', true],
    ['!no && yes == !no', true],
    ['no || yes && no', false],
    ['1 + 2 == body.size', true],
    ['2 < body.size && body.size <= 3', true],
    ["body.?missing ?? 'nothing'", 'nothing'],
    ["split(id, '/')[4]", 'g'],
    ["map(names, each => '${each}-${toLower('B')}')", ['a-b', 'b-b']],
    ["join(filter(names, each => each != 'a'), ',')", 'b'],
    [
      '[for (name, i) in names: { key: name, place: i }]',
      [
        { key: 'a', place: 0 },
        { key: 'b', place: 1 },
      ],
    ],
    ["union(['a', 'b'], ['b', 'c'])", ['a', 'b', 'c']],
    ['toObject(items({ a: 1 }), each => each.key, each => each.value)', { a: 1 }],
    ["contains(['a'], 'a') ? -1 : 1", -1],
    ["'it\\'s ${body.size} of ${length(names)}, for \\${nothing}'", "it's 3 of 2, for ${nothing}"],
    [
      "resourceId('Microsoft.Storage/storageAccounts', 'st')",
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st',
    ],
    ["subscriptionResourceId('A/b/c', 'x', 'y')", '/subscriptions/s/providers/A/b/x/c/y'],
    ["resourceGroup('s2', 'g2').id", '/subscriptions/s2/resourceGroups/g2'],
  ])('%s', (text, value) => {
    expect(worth(text)).toEqual(value);
  });

  test.each([
    ["yes\n  ? 'a' : 'b'", '"?" begins no statement'],
    ['[1 2]', 'a comma is missing before "2"'],
    ['[\n  1,\n  2\n]', 'a comma stands between two things on one line, and nowhere else'],
    ["'a\nb'", 'a string is not closed'],
    ['body.missing', 'there is no "missing"'],
    ['names[2]', 'there is no item 2'],
    ['yes + 1', '"+" is for numbers'],
    ["yes ? 'a'", 'expected ":", found "the end"'],
    ['names ? 1 : 2', 'expected true or false'],
    ["'${names}'", 'only strings, numbers and booleans can be part of a string'],
    ["'\\d'", '"\\d" is no escape'],
    ["resourceId('A/b/c', 'x')", 'A/b/c needs 2 names, not 1'],
  ])('that is wrong is told so: %j', (text, message) => {
    expect(() => worth(text)).toThrow(message);
  });
});
