import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskPython } from '../../../../domain/package/python/mask.ts';
import { readPython } from '../../../../domain/package/python/module.ts';

describe('maskPython', () => {
  test.each([
    ['a = "b, (c" # d (', 'a = "_____"      '],
    ["'''x\n'y''' z", "'''_\n__''' z"],
    ['"a\\"b" c', '"____" c'],
    ['"never closed\nx', '"____________\nx'],
    ['"""never closed\nx', '"""____________\n_'],
    ['#', ' '],
  ])('fills %j', (source, masked) => {
    expect(maskPython(source)).toBe(masked);
  });

  test('keeps every sign in its place', () => {
    const source = fc.string({ unit: fc.constantFrom(...'"\'#\\\n(),:=ab ') });
    fc.assert(
      fc.property(source, (text) => {
        const masked = maskPython(text);
        return (
          masked.length === text.length &&
          [...masked].every((sign, index) => (sign === '\n') === (text[index] === '\n'))
        );
      }),
    );
  });
});

describe('readPython', () => {
  const source = `
from __future__ import annotations
import os, numpy as np
from a.b import (c,  # first (
  d as e)
try:
    import yaml
except ImportError:
    yaml = None

@tool(input_settings={
  "x": InputSetting(enabled_by=")", y=[1])
})
@other.decorator
async def f(self, a: str = "x, y", *, b: Dict[str, int] = {"a": 1}, c=lambda q: 1, **rest) -> Union[A,
   B]:
    """( a text"""
    def inner(): pass
    class Hidden: pass
    return a

class K(Base, metaclass=M):
    x: int
    y: str = 'z'
    def __init__(self, c: Conn): ...
    class Inner:
        def hidden(self): pass

class Empty: pass
def broken(a, (b
`;
  const module = readPython(source);

  test('finds imports, and whether the file may load without them', () => {
    expect(
      module.imports.map(({ module: name, names, isOptional }) => [name, names.map(({ as }) => as), isOptional]),
    ).toEqual([
      ['__future__', ['annotations'], false],
      ['os', ['os'], false],
      ['numpy', ['np'], false],
      ['a.b', ['c', 'e'], false],
      ['yaml', ['yaml'], true],
    ]);
  });

  test('finds functions with decorators, parameters and what they return', () => {
    expect(module.functions[0]).toEqual({
      name: 'f',
      decorators: ['tool', 'other.decorator'],
      parameters: [
        { name: 'self' },
        { name: 'a', annotation: 'str', default: '"x, y"' },
        { name: 'b', annotation: 'Dict[str, int]', default: '{"a": 1}' },
        { name: 'c', default: 'lambda q: 1' },
      ],
      returns: 'Union[A,\n   B]',
    });
    expect(module.functions.map(({ name }) => name)).toEqual(['f', 'broken']);
  });

  test('finds classes with bases, fields and methods', () => {
    expect(module.classes).toEqual([
      {
        name: 'K',
        bases: ['Base', 'metaclass=M'],
        decorators: [],
        fields: [
          { name: 'x', annotation: 'int' },
          { name: 'y', annotation: 'str', default: "'z'" },
        ],
        methods: [
          { name: '__init__', decorators: [], parameters: [{ name: 'self' }, { name: 'c', annotation: 'Conn' }] },
        ],
      },
      { name: 'Empty', bases: [], decorators: [], fields: [], methods: [] },
    ]);
  });

  test.each([
    '('.repeat(300_000),
    `x = """${'a'.repeat(600_000)}`,
    '"'.repeat(300_000),
    `def f(${'a,'.repeat(100_000)}`,
  ])('reads what is no Python: %.10s…', (text) => {
    expect(readPython(text).classes).toEqual([]);
  });
});
