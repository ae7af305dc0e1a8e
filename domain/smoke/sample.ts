type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};

/** The first record of a data file: JSON lines, a JSON list or one JSON object. Nothing usable gives no fields. */
export function recordFrom(text = ''): Fields {
  const [firstLine = ''] = text.trimStart().split(/\r?\n/, 1);
  const value = parsed(firstLine) ?? parsed(text);
  const record = Array.isArray(value) ? value[0] : value;
  return isFields(record) ? record : noFields;
}

/** The JSON value of a text; `undefined` if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
