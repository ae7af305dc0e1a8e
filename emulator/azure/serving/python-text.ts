/** Texts as Python prints them: error messages of the container quote lists and dictionaries in this form. */

/** `repr()` of a JSON value. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

/** `json.dumps(value)`: a space after every comma and colon, nothing beyond ASCII. */
export const pythonJson = (value: unknown): string => written(value, ', ', ': ', false);

/** The JSON of Flask's answers: keys sorted, no spaces, nothing beyond ASCII, a line feed at the end. */
export const flaskJson = (value: unknown): string => `${written(value, ',', ':', true)}\n`;

function written(value: unknown, comma: string, colon: string, sorted: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => written(item, comma, colon, sorted)).join(comma)}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    if (sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${ascii(key)}${colon}${written(item, comma, colon, sorted)}`).join(comma)}}`;
  }
  return typeof value === 'string' ? ascii(value) : (JSON.stringify(value) ?? 'null');
}

const ascii = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
