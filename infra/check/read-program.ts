import { type Cursor, expect, expectName, expectPlainString, next, peek, sees, takes } from './cursor.ts';
import { readArguments, readExpression, readObject, readPair } from './read-expression.ts';
import { BicepProblem, type Decorator, type Deployable, type Program, type Statement } from './syntax.ts';
import { tokensOf } from './tokens.ts';

/** Reads a file of the part of Bicep that the infrastructure is written in. Throws a BicepProblem at what it cannot read. */
export function readProgram(file: string, text: string): Program {
  const cursor: Cursor = { tokens: tokensOf(text), at: 0 };
  const statements: Statement[] = [];
  while (peek(cursor).kind !== 'end') {
    statements.push(readStatement(cursor));
    const { startsLine, line, text: found } = peek(cursor);
    if (!startsLine) throw new BicepProblem(line, `"${found}" does not belong here`);
  }
  return { file, statements };
}

function readStatement(cursor: Cursor): Statement {
  const decorators = readDecorators(cursor);
  const { line, text } = peek(cursor);
  if (decorators.length > 0 && text !== 'param') throw new BicepProblem(line, 'only parameters are decorated here');
  if (text === 'resource' || text === 'module') return readDeployable(cursor);
  next(cursor);
  if (text === 'targetScope') {
    expect(cursor, '=');
    return { kind: 'targetScope', line, scope: expectPlainString(cursor) };
  }
  const name = ['metadata', 'var', 'param', 'output'].includes(text) ? expectName(cursor) : '';
  if (text === 'param') return readParameter(cursor, line, name, decorators);
  if (text === 'output') return { kind: 'output', line, name, type: expectName(cursor), value: readValue(cursor) };
  if (text === 'metadata' || text === 'var') return { kind: text, line, name, value: readValue(cursor) };
  throw new BicepProblem(line, `"${text}" begins no statement`);
}

function readDecorators(cursor: Cursor): Decorator[] {
  const decorators: Decorator[] = [];
  while (sees(cursor, '@')) {
    const { line } = next(cursor);
    const name = expectName(cursor);
    expect(cursor, '(');
    decorators.push({ name, line, values: readArguments(cursor) });
    if (!peek(cursor).startsLine) throw new BicepProblem(line, 'a decorator stands on a line of its own');
  }
  return decorators;
}

function readValue(cursor: Cursor) {
  expect(cursor, '=');
  return readExpression(cursor);
}

function readParameter(cursor: Cursor, line: number, name: string, decorators: readonly Decorator[]): Statement {
  const type = expectName(cursor);
  const fallback = sees(cursor, '=') ? { fallback: readValue(cursor) } : {};
  return { kind: 'param', line, name, type, decorators, ...fallback };
}

function readDeployable(cursor: Cursor): Deployable {
  const { line, text } = next(cursor);
  const kind = text === 'module' ? 'module' : 'resource';
  const name = expectName(cursor);
  const source = expectPlainString(cursor);
  const isExisting = takes(cursor, 'existing');
  expect(cursor, '=');
  const head = { kind, name, source, isExisting, line } as const;
  if (!takes(cursor, '[')) return { ...head, ...readBody(cursor) };
  expect(cursor, 'for');
  const names = takes(cursor, '(') ? readPair(cursor) : { item: expectName(cursor) };
  expect(cursor, 'in');
  const loop = { ...names, over: readExpression(cursor) };
  expect(cursor, ':');
  const body = readBody(cursor);
  expect(cursor, ']');
  return { ...head, loop, ...body };
}

function readBody(cursor: Cursor): Pick<Deployable, 'body' | 'condition'> {
  if (!takes(cursor, 'if')) return { body: readObject(cursor, expect(cursor, '{').line) };
  expect(cursor, '(');
  const condition = readExpression(cursor);
  expect(cursor, ')');
  return { condition, body: readObject(cursor, expect(cursor, '{').line) };
}
