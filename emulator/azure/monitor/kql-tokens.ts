export type Token =
  | { readonly kind: 'name' | 'text' | 'symbol'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  /** A time span, in milliseconds. */
  | { readonly kind: 'span'; readonly value: number };

const unitInMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  day: 86_400_000,
  h: 3_600_000,
  hr: 3_600_000,
  m: 60_000,
  min: 60_000,
  s: 1000,
  sec: 1000,
  ms: 1,
};

const pattern =
  /\s+|\/\/[^\n]*|datetime\((?<date>[^)"']+)\)|(?<span>\d+(?:\.\d+)?(?:ms|min|sec|day|hr|[dhms])\b)|(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_$][\w$]*(?:-(?=asc\b|desc\b))?)|@?"(?<double>(?:[^"\\]|\\.)*)"|@?'(?<single>(?:[^'\\]|\\.)*)'|(?<symbol>in~|=~|!~|==|!=|<=|>=|\.\.|[|(),.=<>+\-*/[\]~!])/y;

/** Takes a KQL query apart; `undefined` where a sign has no meaning here. */
export function tokensOf(query: string): Token[] | undefined {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < query.length) {
    const match = pattern.exec(query);
    if (!match?.groups) return undefined;
    const token = tokenOf(match.groups);
    if (token) tokens.push(token);
  }
  return joined(tokens);
}

function tokenOf(groups: Record<string, string | undefined>): Token | undefined {
  const { date, span, number, name, symbol } = groups;
  // Dates stand without quotation marks in `datetime(…)`.
  if (date !== undefined) return { kind: 'text', value: date.trim() };
  if (span !== undefined) {
    const unit = /[a-z]+$/.exec(span)?.[0] ?? 's';
    return { kind: 'span', value: Number.parseFloat(span) * (unitInMs[unit] ?? 1000) };
  }
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (name !== undefined) return { kind: 'name', value: name };
  if (symbol !== undefined) return { kind: 'symbol', value: symbol };
  const text = groups['double'] ?? groups['single'];
  return text === undefined ? undefined : { kind: 'text', value: text.replace(/\\(.)/g, '$1') };
}

/** `in~` and `!in` are written as one word and read as one operator. */
function joined(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const before = result.at(-1);
    if (token.value === '~' && before?.value === 'in') result[result.length - 1] = { kind: 'name', value: 'in~' };
    else if (before?.value === '!' && token.kind === 'name')
      result[result.length - 1] = { kind: 'name', value: `!${token.value}` };
    else result.push(token);
  }
  return result;
}
