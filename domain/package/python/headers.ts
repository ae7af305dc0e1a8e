import { closingBracket, firstOutside, type LogicalLine, splitAtCommas } from './lines.ts';
import type { PythonFunction, PythonParameter } from './module.ts';

export type Header =
  | { readonly kind: 'function'; readonly function: PythonFunction }
  | {
      readonly kind: 'class';
      readonly class: { name: string; bases: readonly string[]; decorators: readonly string[] };
    };

/** The head of a function or class, if the statement is one. */
export function readHeader(
  source: string,
  masked: string,
  line: LogicalLine,
  decorators: readonly string[],
): Header | undefined {
  const text = masked.slice(line.start, line.end);
  const [head, word, name] = /^(?:async\s+)?(def|class)\s+(\w+)\s*\(?/.exec(text) ?? [];
  if (!head || !name) return undefined;
  const hasBrackets = head.endsWith('(');
  const open = line.start + head.length - 1;
  const close = hasBrackets ? closingBracket(masked, open) : open;
  const pieces = hasBrackets ? splitAtCommas(masked, open + 1, close) : [];
  if (word === 'class') {
    const bases = pieces.map(([start, end]) => masked.slice(start, end).trim()).filter((base) => base !== '');
    return { kind: 'class', class: { name, bases, decorators } };
  }
  const parameters = pieces
    .map(([start, end]) => readParameter(source, masked, start, end))
    .filter(({ name }) => /^\w+$/.test(name));
  const returns = returnAnnotation(source, masked, close + 1, line.end);
  return { kind: 'function', function: { name, decorators, parameters, ...(returns ? { returns } : {}) } };
}

/** `name: annotation = default`, of which the last two may be absent. Stars stay with the name. */
export function readParameter(source: string, masked: string, start: number, end: number): PythonParameter {
  const equals = firstOutside(masked, '=', start, end);
  const colon = firstOutside(masked, ':', start, equals);
  const name = source.slice(start, colon).trim();
  const annotation = source.slice(colon + 1, equals).trim();
  const fallback = source.slice(equals + 1, end).trim();
  return { name, ...(annotation ? { annotation } : {}), ...(fallback ? { default: fallback } : {}) };
}

function returnAnnotation(source: string, masked: string, start: number, end: number): string | undefined {
  const arrow = /^\s*->/.exec(masked.slice(start, end))?.[0];
  if (!arrow) return undefined;
  return source.slice(start + arrow.length, firstOutside(masked, ':', start + arrow.length, end)).trim();
}
