/** What a filter says about one dimension: `*` splits by it, values keep only those. */
export interface DimensionFilter {
  readonly dimension: string;
  /** Absent: every value, one series each. */
  readonly values?: readonly string[];
  readonly excluded: boolean;
  readonly isPrefix: boolean;
}

const clause = /^([\w./-]+)\s+(eq|ne|sw)\s+'((?:[^']|'')*)'$/i;

/**
 * Reads `deployment eq 'blue' or deployment eq 'green' and statusCode eq '*'`. Clauses on one dimension are alternatives.
 * `undefined` for anything else.
 */
export function parseFilter(text: string): DimensionFilter[] | undefined {
  const byDimension = new Map<string, DimensionFilter>();
  const parts = text
    .split(/\s+(?:and|or)\s+(?=(?:[^']*'[^']*')*[^']*$)/i)
    .map((part) => part.replace(/^\(+|\)+$/g, '').trim());
  for (const part of parts) {
    const [, dimension, operator, quoted = ''] = clause.exec(part) ?? [];
    if (dimension === undefined || operator === undefined) return undefined;
    const value = quoted.replaceAll("''", "'");
    const known = byDimension.get(dimension.toLowerCase());
    byDimension.set(dimension.toLowerCase(), merged(known, dimension, operator.toLowerCase(), value));
  }
  return [...byDimension.values()];
}

function merged(
  known: DimensionFilter | undefined,
  dimension: string,
  operator: string,
  value: string,
): DimensionFilter {
  const base = { dimension, excluded: operator === 'ne', isPrefix: operator === 'sw' };
  if (value === '*') return base;
  return { ...base, values: [...(known?.values ?? []), value] };
}

/** Does a value of the dimension pass? Values are compared without regard to case. */
export function passes({ values, excluded, isPrefix }: DimensionFilter, value: string): boolean {
  if (values === undefined) return true;
  const given = value.toLowerCase();
  const found = values.some((each) => (isPrefix ? given.startsWith(each.toLowerCase()) : given === each.toLowerCase()));
  return found !== excluded;
}
