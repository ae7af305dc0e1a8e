import { BicepProblem } from './syntax.ts';

/** A word, number, sign or string of a file. */
export interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'string' | 'end';
  readonly text: string;
  readonly line: number;
  /** Line ends matter in Bicep: they separate statements, properties and items. */
  readonly startsLine: boolean;
  /** Of a string: its texts, and the tokens between `${` and `}`. */
  readonly parts?: readonly (string | readonly Token[])[];
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

const space = /\n|[ \t\r]+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /\d+/y;
const sign = /\.\?|\?\?|=>|==|!=|=~|!~|<=|>=|&&|\|\||[@=(){}[\]:,.?!<>+\-*/%]/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' };

export function tokensOf(text: string): readonly Token[] {
  const reader: Reader = { text, at: 0, line: 1 };
  const tokens = readTokens(reader, undefined);
  return [...tokens, end(reader.line)];
}

const end = (line: number): Token => ({ kind: 'end', text: 'the end', line, startsLine: true });

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const [found] = pattern.exec(reader.text) ?? [];
  if (found === undefined) return undefined;
  reader.at += found.length;
  reader.line += found.split('\n').length - 1;
  return found;
}

const depthOf: Readonly<Record<string, number>> = { '{': 1, '}': -1 };

/** Reads until the end, or until the brace that closes an interpolation. */
function readTokens(reader: Reader, closing: '}' | undefined): Token[] {
  const tokens: Token[] = [];
  let startsLine = true;
  let depth = 0;
  while (reader.at < reader.text.length) {
    const between = take(reader, space);
    if (between !== undefined) {
      startsLine ||= between === '\n';
      continue;
    }
    const next = reader.text[reader.at];
    if (next === closing && depth === 0) return tokens;
    depth += depthOf[next ?? ''] ?? 0;
    tokens.push(readToken(reader, startsLine));
    startsLine = false;
  }
  if (closing) throw new BicepProblem(reader.line, 'an interpolation is not closed');
  return tokens;
}

function readToken(reader: Reader, startsLine: boolean): Token {
  const { line } = reader;
  if (reader.text[reader.at] === "'")
    return { kind: 'string', text: "'…'", line, startsLine, parts: readString(reader) };
  const kinds = [
    ['name', word],
    ['number', number],
    ['sign', sign],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const text = take(reader, pattern);
    if (text !== undefined) return { kind, text, line, startsLine };
  }
  throw new BicepProblem(line, `"${reader.text[reader.at]}" does not belong here`);
}

function readString(reader: Reader): (string | readonly Token[])[] {
  const { line } = reader;
  const parts: (string | readonly Token[])[] = [];
  let text = '';
  reader.at += 1;
  for (;;) {
    const next = reader.text[reader.at];
    if (next === undefined || next === '\n') throw new BicepProblem(line, 'a string is not closed');
    reader.at += 1;
    if (next === "'") return [...parts, text];
    if (next === '\\') text += readEscape(reader);
    else if (next === '$' && reader.text[reader.at] === '{') {
      reader.at += 1;
      parts.push(text, readTokens(reader, '}'));
      text = '';
      reader.at += 1;
    } else text += next;
  }
}

function readEscape(reader: Reader): string {
  const name = reader.text[reader.at] ?? '';
  const meant = escapes[name];
  if (meant === undefined) throw new BicepProblem(reader.line, `"\\${name}" is no escape`);
  reader.at += 1;
  return meant;
}
