/** One statement, with brackets and backslashes carried over line ends. Offsets into the source. */
export interface LogicalLine {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

/** The statements of masked source, in order; blank lines are left out. */
export function logicalLines(masked: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: sign, index } of masked.matchAll(/[()[\]{}\n]|$(?![\s\S])/g)) {
    depth = Math.max(0, depth + turnOf(sign));
    const isEnd = index === masked.length || (sign === '\n' && depth === 0 && masked[index - 1] !== '\\');
    if (!isEnd) continue;
    const indent = masked.slice(start, index).search(/\S/);
    if (indent >= 0) lines.push({ start: start + indent, end: index, indent });
    start = index + 1;
  }
  return lines;
}

/** The offset of the bracket that closes the one at `open`, or of the text's end. */
export function closingBracket(masked: string, open: number): number {
  let depth = 0;
  for (let position = open; position < masked.length; position += 1) {
    depth += turnOf(masked.charAt(position));
    if (depth === 0) return position;
  }
  return masked.length;
}

/** The offset of the first of these signs that stands in no bracket, or `end`. */
export function firstOutside(masked: string, signs: string, start: number, end: number): number {
  let depth = 0;
  for (let position = start; position < end; position += 1) {
    const sign = masked.charAt(position);
    if (depth === 0 && signs.includes(sign)) return position;
    depth += turnOf(sign);
  }
  return end;
}

/** The pieces between the commas that stand in no bracket, as offsets. */
export function splitAtCommas(masked: string, start: number, end: number): (readonly [start: number, end: number])[] {
  const pieces: (readonly [number, number])[] = [];
  for (let from = start; from < end; ) {
    const comma = firstOutside(masked, ',', from, end);
    pieces.push([from, comma]);
    from = comma + 1;
  }
  return pieces;
}

const turnOf = (sign: string): number =>
  ('([{'.includes(sign) && sign ? 1 : 0) - (')]}'.includes(sign) && sign ? 1 : 0);
