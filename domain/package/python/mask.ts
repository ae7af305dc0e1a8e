/**
 * Python source in which comments are blank and the inside of texts is filled with `_`, so that no bracket, comma or
 * keyword in them misleads a reader. Every sign stays where it was.
 */
export function maskPython(source: string): string {
  const pieces: string[] = [];
  let position = 0;
  for (let opening = nextOpening(source, 0); opening; opening = nextOpening(source, position)) {
    const { index, quotes } = opening;
    const inside = index + quotes.length;
    const end = quotes === '#' ? endOfLine(source, index) : endOfText(source, inside, quotes);
    const filler = quotes === '#' ? ' ' : '_';
    pieces.push(source.slice(position, index), quotes === '#' ? ' ' : quotes);
    pieces.push(source.slice(inside, end).replaceAll(/[^\n]/g, filler));
    position = end;
    // The closing quotes stay, so that they do not open the next text.
    if (quotes !== '#' && source.startsWith(quotes, end)) {
      pieces.push(quotes);
      position += quotes.length;
    }
  }
  return pieces.join('') + source.slice(position);
}

function nextOpening(source: string, from: number): { index: number; quotes: string } | undefined {
  const opening = /#|"""|'''|"|'/g;
  opening.lastIndex = from;
  const found = opening.exec(source);
  return found ? { index: found.index, quotes: found[0] } : undefined;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

/** A text that is never closed ends with its line, or with the file if its quotes are triple. */
function endOfText(source: string, from: number, quotes: string): number {
  const stop =
    quotes.length === 3 ? new RegExp(`\\\\[\\s\\S]|${quotes}`, 'g') : new RegExp(`\\\\[\\s\\S]|${quotes}|\\n`, 'g');
  stop.lastIndex = from;
  for (let found = stop.exec(source); found; found = stop.exec(source)) {
    if (!found[0].startsWith('\\')) return found.index;
  }
  return source.length;
}
