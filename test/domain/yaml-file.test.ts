import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../domain/yaml-file.ts';

const read = (text: string) => readYaml('flow.dag.yaml', new TextEncoder().encode(text));
const placeIn = (text: string, path: readonly PropertyKey[]) => {
  const outcome = read(text);
  return outcome.kind === 'done' ? outcome.value.placeOf(path) : outcome.fault.place;
};

describe('readYaml', () => {
  test('reads YAML 1.2, in which yes and off are texts', () => {
    expect(read('a: yes\nb: off\nc: true')).toMatchObject({ value: { value: { a: 'yes', b: 'off', c: true } } });
  });

  test('reads an empty file as nothing', () => {
    expect(read('')).toMatchObject({ kind: 'done', value: { value: null } });
    expect(placeIn('', ['a'])).toMatchObject({ line: 1, column: 1 });
  });

  test.each([
    { path: ['a', 'b', 1], line: 4, column: 7 },
    { path: ['a', 'c'], line: 5, column: 3 },
    { path: ['a', 'absent', 'deeper'], line: 1, column: 1 },
    { path: ['a', 'b', 9], line: 2, column: 3 },
    { path: ['a', 'c', 'd'], line: 5, column: 3 },
    { path: [7], line: 6, column: 1 },
    { path: [], line: 1, column: 1 },
  ])('tells where $path stands', ({ path, line, column }) => {
    expect(placeIn('a:\n  b:\n    - 1\n    - 2\n  c: x\n7: y\n', path)).toMatchObject({ line, column });
  });

  test.each([
    ['a: [1, 2', 1],
    ['a: 1\nb: "x', 2],
    ['a: 1\nb: 2\na: 3', 3],
    ['a: {x: 1,\n  x: 2, x: 3}', 2],
    ['a: 1\n---\nb: 2', 2],
    ['a: 1\n\tb: 2', 2],
  ])('refuses %j with the line', (text, line) => {
    expect(read(text)).toMatchObject({ fault: { slug: 'bad-yaml', place: { file: 'flow.dag.yaml', line } } });
  });

  test.each(['!!js/function "x"', '!!python/object:os.system x', '!mine {a: 1}'])(
    'refuses the unknown tag of %s',
    (value) => {
      expect(read(`a: 1\nb: ${value}`)).toMatchObject({ fault: { slug: 'bad-yaml', place: { line: 2 } } });
    },
  );

  test.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s', (key) => {
    expect(read(`a:\n  ${key}: {polluted: yes}`)).toMatchObject({ fault: { slug: 'bad-yaml', place: { line: 2 } } });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('takes keys that are no texts', () => {
    expect(read('? [a, b]\n: 1\n? {c: d}\n: 2').kind).toBe('done');
  });

  test('refuses aliases that multiply, bytes that are not UTF-8, and what no person wrote', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
    ].join('\n');

    expect(read(bomb)).toMatchObject({ fault: { slug: 'bad-yaml' } });
    expect(readYaml('a.yaml', new Uint8Array([0xff, 0xfe, 0x00]))).toMatchObject({ fault: { slug: 'bad-yaml' } });
    expect(readYaml('a.yaml', new Uint8Array(2_000_000))).toMatchObject({ fault: { slug: 'bad-yaml' } });
    expect(read('['.repeat(50_000))).toMatchObject({ fault: { slug: 'bad-yaml' } });
  });

  test('answers with an outcome for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:-[]{}&*!|>"\'#%@,? \n\t') }), (text) =>
        ['done', 'refused'].includes(read(text).kind),
      ),
    );
  });
});
