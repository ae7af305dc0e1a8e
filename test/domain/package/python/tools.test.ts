import { describe, expect, test } from 'vitest';
import { readPython } from '../../../../domain/package/python/module.ts';
import { hidesTypes, toolsIn } from '../../../../domain/package/python/tools.ts';
import {
  defaultText,
  fieldsReturned,
  typeOfAnnotation,
  typeOfParameter,
} from '../../../../domain/package/python/types.ts';

const wants = (parameters: string, before = '') =>
  toolsIn(readPython(`${before}\n@tool\ndef f(${parameters}):\n  pass`)).connectionParameters;

describe('a tool wants a connection', () => {
  test.each([
    ['c: OpenAIConnection', ''],
    ['*, c: OpenAIConnection = None', ''],
    ['c: connections.AzureOpenAIConnection', ''],
    ['c: Optional[CustomConnection]', ''],
    ['c: typing.Union[OpenAIConnection, AzureOpenAIConnection]', ''],
    ['c: Union[OpenAIConnection, None]', ''],
    ['c: Mine', 'class Mine(CustomStrongTypeConnection):\n  key: Secret'],
    ['c: Theirs', 'class Mine(contracts.CustomStrongTypeConnection): ...\nclass Theirs(Mine): ...'],
  ])('for %s', (parameters, before) => {
    expect(wants(parameters, before)).toEqual(['c']);
  });

  test.each([
    'c',
    'c: str',
    'c: "OpenAIConnection"',
    'c: List[OpenAIConnection]',
    'c: Union[str, OpenAIConnection]',
    'c: A | OpenAIConnection',
    'c: Optional[None]',
  ])('but not for %s, as the runtime sees it', (parameters) => {
    expect(wants(parameters)).toEqual([]);
  });

  test('but not where annotations are texts', () => {
    const module = readPython('from __future__ import annotations\n@tool\ndef f(c: OpenAIConnection): pass');

    expect(hidesTypes(module)).toBe(true);
    expect(toolsIn(module).connectionParameters).toEqual([]);
  });

  test('as a method, with the arguments of its class', () => {
    const module = readPython(
      'class P(ToolProvider):\n  def __init__(self, c: SerpConnection): ...\n  @tool\n  def search(self, q: str): ...\n  def other(self): ...',
    );

    expect(toolsIn(module)).toEqual({ names: ['search'], connectionParameters: ['c'] });
  });

  test.each([
    'from promptflow.core import tool as t\n@t',
    'import promptflow\n@promptflow.tool',
    '@tool(a=")",\n b=1)\n@x',
  ])('however it is decorated: %j', (decorator) => {
    expect(toolsIn(readPython(`${decorator}\nasync def f(c: OpenAIConnection): ...`)).names).toEqual(['f']);
  });
});

describe('the type of an input', () => {
  const module = readPython(
    'from enum import Enum\nimport other\nfrom other import Thing\nclass Color(Enum): ...\nclass Mine: ...',
  );

  test.each([
    ['int', 'int'],
    ['float', 'double'],
    ['bool', 'bool'],
    ['str', 'string'],
    ['list', 'list'],
    ['dict', 'object'],
    ['Optional[str]', 'string'],
    ['typing.Optional[int]', 'int'],
    ['Union[str, None]', 'string'],
    ['Color', 'string'],
    ['Thing', 'object'],
    ['other.Thing', 'object'],
    ['Mine', 'complex'],
    ['List[str]', 'complex'],
    ['object', 'complex'],
    ['str | None', 'complex'],
    ['"str"', 'complex'],
  ])('%s is %s', (annotation, type) => {
    expect(typeOfAnnotation(annotation, module)).toBe(type);
  });

  test.each([
    ["'a'", 'string'],
    ['f"a"', 'string'],
    ['True', 'bool'],
    ['-3', 'int'],
    ['1.5e-3', 'double'],
    ['[1]', 'list'],
    ['{}', 'object'],
    ['None', 'object'],
    [undefined, 'object'],
  ])('with the default %s alone is %s', (fallback, type) => {
    expect(typeOfParameter({ name: 'a', ...(fallback ? { default: fallback } : {}) }, module)).toBe(type);
  });

  test.each([
    ['None', ''],
    ["'a'", 'a'],
    ['4096', '4096'],
  ])('has the default %s as %j', (literal, text) => {
    expect(defaultText(literal)).toBe(text);
  });
});

describe('what an entry returns', () => {
  const module = readPython(`
from other import Theirs
@dataclasses.dataclass
class Answer:
    text: str
    score: float = 0
class More(Answer):
    extra: List[str]
class Typed(TypedDict):
    n: int
class Plain: ...
`);

  test.each([
    [undefined, 'none'],
    ['str', 'none'],
    [
      'Answer',
      [
        { name: 'text', type: 'string' },
        { name: 'score', type: 'double' },
      ],
    ],
    [
      'More',
      [
        { name: 'text', type: 'string' },
        { name: 'score', type: 'double' },
        { name: 'extra', type: 'complex' },
      ],
    ],
    ['Typed', [{ name: 'n', type: 'int' }]],
    [
      "TypedDict('R', {'a': str, \"b\": int})",
      [
        { name: 'a', type: 'string' },
        { name: 'b', type: 'int' },
      ],
    ],
    ['Plain', 'complex'],
    ['dict', 'complex'],
    ['int', 'complex'],
    ['Theirs', 'unknown'],
  ])('by %s is %j', (annotation, fields) => {
    expect(fieldsReturned(annotation, module)).toEqual(fields);
  });
});
