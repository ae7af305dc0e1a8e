import { type Cursor, expect, expectName, next, peek, readItems, sees, takes } from './cursor.ts';
import { BicepProblem, type Expression, type Loop, type ObjectExpression } from './syntax.ts';
import type { Token } from './tokens.ts';

/** How tightly operators bind. Source: Bicep documentation, "Bicep operators", precedence. */
const strength: Readonly<Record<string, number>> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '=~': 4,
  '!~': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};

export function readExpression(cursor: Cursor): Expression {
  const { line } = peek(cursor);
  const condition = readBoth(cursor, 1);
  if (peek(cursor).startsLine || !takes(cursor, '?')) return condition;
  const yes = readExpression(cursor);
  expect(cursor, ':');
  return { kind: 'choice', line, condition, yes, no: readExpression(cursor) };
}

function readBoth(cursor: Cursor, least: number): Expression {
  let left = readNot(cursor);
  for (;;) {
    const { text, line, startsLine, kind } = peek(cursor);
    const binds = kind === 'sign' ? (strength[text] ?? 0) : 0;
    if (startsLine || binds < least) return left;
    next(cursor);
    left = { kind: 'both', line, operator: text, left, right: readBoth(cursor, binds + 1) };
  }
}

function readNot(cursor: Cursor): Expression {
  const { line } = peek(cursor);
  if (takes(cursor, '!')) return { kind: 'not', line, of: readNot(cursor) };
  return readSuffixes(cursor, readPrimary(cursor));
}

function readSuffixes(cursor: Cursor, of: Expression): Expression {
  const { line, startsLine } = peek(cursor);
  if (startsLine) return of;
  // `x!` only tells the compiler that x is there.
  if (sees(cursor, '!') && (sees(cursor, '.', 1) || sees(cursor, '[', 1))) next(cursor);
  if (takes(cursor, '.')) {
    return readSuffixes(cursor, { kind: 'member', line, of, name: expectName(cursor), isSafe: false });
  }
  if (takes(cursor, '.?')) {
    return readSuffixes(cursor, { kind: 'member', line, of, name: expectName(cursor), isSafe: true });
  }
  if (!takes(cursor, '[')) return of;
  const index = readExpression(cursor);
  expect(cursor, ']');
  return readSuffixes(cursor, { kind: 'at', line, of, index });
}

const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function readPrimary(cursor: Cursor): Expression {
  const token = next(cursor);
  const { line, text } = token;
  if (token.kind === 'string') return readText(token);
  if (token.kind === 'number') return { kind: 'literal', line, value: Number(text) };
  if (token.kind === 'name') return readWord(cursor, token);
  if (text === '-' && peek(cursor).kind === 'number')
    return { kind: 'literal', line, value: -Number(next(cursor).text) };
  if (text === '(') return readParentheses(cursor);
  if (text === '{') return readObject(cursor, line);
  if (text === '[') return sees(cursor, 'for') ? readLoop(cursor) : readArray(cursor, line);
  throw new BicepProblem(line, `expected a value, found "${text}"`);
}

function readWord(cursor: Cursor, { line, text }: Token): Expression {
  const constant = constants[text];
  if (constant !== undefined) return { kind: 'literal', line, value: constant };
  if (takes(cursor, '(')) return { kind: 'call', line, name: text, values: readArguments(cursor) };
  if (takes(cursor, '=>')) return { kind: 'lambda', line, names: [text], body: readExpression(cursor) };
  return { kind: 'name', line, name: text };
}

export function readArguments(cursor: Cursor): Expression[] {
  const values: Expression[] = [];
  while (!takes(cursor, ')')) {
    if (values.length > 0) expect(cursor, ',');
    values.push(readExpression(cursor));
  }
  return values;
}

function readParentheses(cursor: Cursor): Expression {
  const inside = readExpression(cursor);
  expect(cursor, ')');
  return inside;
}

function readText({ line, parts = [] }: Token): Expression {
  const read = parts.map((part) => (typeof part === 'string' ? part : readAll(part, line)));
  const [only] = read;
  if (read.length === 1 && typeof only === 'string') return { kind: 'literal', line, value: only };
  return { kind: 'text', line, parts: read };
}

function readAll(tokens: readonly Token[], line: number): Expression {
  const cursor: Cursor = { tokens, at: 0 };
  if (tokens.length === 0) throw new BicepProblem(line, 'an interpolation is empty');
  const value = readExpression(cursor);
  if (cursor.at < tokens.length) throw new BicepProblem(line, `"${peek(cursor).text}" does not belong here`);
  return value;
}

const readArray = (cursor: Cursor, line: number): Expression => ({
  kind: 'array',
  line,
  items: readItems(cursor, ']', () => readExpression(cursor)),
});

/** After `[`. What it is for each: a value, or what a resource or module is made of. */
export function readLoop(cursor: Cursor): Loop {
  const { line } = expect(cursor, 'for');
  const names = takes(cursor, '(') ? readPair(cursor) : { item: expectName(cursor) };
  expect(cursor, 'in');
  const over = readExpression(cursor);
  expect(cursor, ':');
  const body = readExpression(cursor);
  expect(cursor, ']');
  return { kind: 'loop', line, ...names, over, body };
}

export function readPair(cursor: Cursor): { item: string; index: string } {
  const item = expectName(cursor);
  expect(cursor, ',');
  const index = expectName(cursor);
  expect(cursor, ')');
  return { item, index };
}

/** After `{`. */
export const readObject = (cursor: Cursor, line: number): ObjectExpression => ({
  kind: 'object',
  line,
  entries: readItems(cursor, '}', () => readEntry(cursor)),
});

function readEntry(cursor: Cursor) {
  const token = next(cursor);
  const { line, text, kind } = token;
  if (kind !== 'name' && kind !== 'string') throw new BicepProblem(line, `expected a property, found "${text}"`);
  const key: Expression = kind === 'string' ? readText(token) : { kind: 'literal', line, value: text };
  expect(cursor, ':');
  return { key, value: readExpression(cursor), line };
}
