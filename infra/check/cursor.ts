import { BicepProblem } from './syntax.ts';
import type { Token } from './tokens.ts';

/** A place in a list of tokens. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

const nothing: Token = { kind: 'end', text: 'the end', line: 0, startsLine: true };

export const peek = ({ tokens, at }: Cursor, ahead = 0): Token =>
  tokens[at + ahead] ?? { ...nothing, line: tokens.at(-1)?.line ?? 0 };

export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

/** Whether a word or sign comes next. Strings never count: their text is not code. */
export const sees = (cursor: Cursor, text: string, ahead = 0): boolean => {
  const token = peek(cursor, ahead);
  return token.text === text && (token.kind === 'name' || token.kind === 'sign');
};

/** Takes a word or sign if it comes next. */
export function takes(cursor: Cursor, text: string): boolean {
  if (!sees(cursor, text)) return false;
  cursor.at += 1;
  return true;
}

export function expect(cursor: Cursor, text: string): Token {
  if (sees(cursor, text)) return next(cursor);
  const { line, text: found } = peek(cursor);
  throw new BicepProblem(line, `expected "${text}", found "${found}"`);
}

export function expectName(cursor: Cursor): string {
  const token = next(cursor);
  if (token.kind === 'name') return token.text;
  throw new BicepProblem(token.line, `expected a name, found "${token.text}"`);
}

/** A string in which nothing is worked out: types, paths and scopes are such. */
export function expectPlainString(cursor: Cursor): string {
  const { kind, line, text, parts = [] } = next(cursor);
  const [only] = parts;
  if (kind === 'string' && parts.length === 1 && typeof only === 'string') return only;
  throw new BicepProblem(line, `expected a plain string, found "${text}"`);
}

/** Items between brackets: each on a line of its own, or with commas on one line. */
export function readItems<T>(cursor: Cursor, closing: string, read: () => T): T[] {
  const items: T[] = [];
  while (!takes(cursor, closing)) {
    const { line, startsLine, text, kind } = peek(cursor);
    if (kind === 'end') throw new BicepProblem(line, `expected "${closing}"`);
    const comma = takes(cursor, ',');
    if (comma && (items.length === 0 || startsLine || peek(cursor).startsLine)) {
      throw new BicepProblem(line, 'a comma stands between two things on one line, and nowhere else');
    }
    if (!comma && items.length > 0 && !startsLine) throw new BicepProblem(line, `a comma is missing before "${text}"`);
    items.push(read());
  }
  return items;
}
