/** Where a token of this kind starts, and where it ends. */
const tokens: readonly RegExp[] = [
  /#[^\n]*/y,
  /"""(?:\\[\s\S]|[^\\])*?(?:"""|$)/y,
  /'''(?:\\[\s\S]|[^\\])*?(?:'''|$)/y,
  /"(?:\\[\s\S]|[^"\\\n])*"?/y,
  /'(?:\\[\s\S]|[^'\\\n])*'?/y,
];

/**
 * Blanks comments and the inside of string literals, line feeds kept, so that brackets, commas and keywords in them cannot
 * mislead a reader. The text keeps its length: positions mean the same in both.
 */
export function maskPython(text: string): string {
  let masked = '';
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    masked += token === '' ? text[at] : blanked(token);
    at += token.length || 1;
  }
  return masked;
}

function tokenAt(text: string, at: number): string {
  const sign = text[at];
  if (sign !== '#' && sign !== '"' && sign !== "'") return '';
  for (const token of tokens) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match) return match[0];
  }
  return '';
}

const blanked = (token: string) =>
  token.startsWith('#')
    ? ' '.repeat(token.length)
    : token.replace(/[^\n]/g, (_sign, at: number) => (at === 0 ? '"' : '_'));
