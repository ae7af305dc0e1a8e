import { maskPython } from './python-mask.ts';

/** A `def` or `class` where it stands in the file. */
export interface Definition {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly keyword: 'def' | 'class';
  readonly name: string;
  readonly header: string;
  readonly returns: string | undefined;
  readonly decorators: readonly string[];
}

/** All functions and classes of a file, in their order; `masked` is the text without comments and strings. */
export function definitionsIn(text: string, masked: string): Definition[] {
  const marks = /^([ \t]*)(?:@[ \t]*([\w.]+)|(?:async[ \t]+)?(def|class)[ \t]+(\w+))/gm;
  const found: Definition[] = [];
  let decorators: string[] = [];
  for (const match of masked.matchAll(marks)) {
    const [whole, indent = '', decorator, keyword, name = ''] = match;
    if (decorator !== undefined) decorators.push(decorator);
    if (keyword === undefined) continue;
    found.push({
      ...blockFrom(text, masked, match.index, match.index + whole.length, indent.length),
      keyword: keyword === 'def' ? 'def' : 'class',
      name,
      decorators,
    });
    decorators = [];
  }
  return found;
}

function blockFrom(text: string, masked: string, start: number, after: number, indent: number) {
  const close = masked[after] === '(' ? closingOf(masked, after) : after;
  const returns = /^[ \t]*->[ \t]*/.exec(masked.slice(close + 1));
  const colon = bodyColon(masked, close + 1);
  return {
    start,
    end: endOfBlock(masked, colon, indent),
    indent,
    header: close > after ? text.slice(after + 1, close) : '',
    returns: returns ? text.slice(close + 1 + returns[0].length, colon).trim() : undefined,
  };
}

const opening = '([{';
const closing = ')]}';

/** Position of the bracket that closes the one at `from`. */
function closingOf(masked: string, from: number): number {
  let depth = 0;
  for (let at = from; at < masked.length; at++) {
    const sign = masked[at] ?? '';
    if (opening.includes(sign)) depth++;
    if (closing.includes(sign) && --depth === 0) return at;
  }
  return masked.length;
}

function bodyColon(masked: string, from: number): number {
  for (let at = from; at < masked.length; at++) {
    const sign = masked[at] ?? '';
    if (opening.includes(sign)) at = closingOf(masked, at);
    else if (sign === ':') return at;
  }
  return masked.length;
}

function endOfBlock(masked: string, from: number, indent: number): number {
  const lines = /^([ \t]*)\S/gm;
  lines.lastIndex = masked.indexOf('\n', from) + 1 || masked.length;
  for (let line = lines.exec(masked); line; line = lines.exec(masked)) {
    if ((line[1] ?? '').length <= indent) return line.index;
  }
  return masked.length;
}

/** Splits at commas that stand outside brackets. */
export function splitAtCommas(text: string): string[] {
  const masked = maskPython(text);
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < masked.length; at++) {
    const sign = masked[at] ?? '';
    if (opening.includes(sign)) at = closingOf(masked, at);
    if (sign !== ',') continue;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
}
