import { flowError } from './flow-error.ts';

/** The types of flow inputs and outputs that the runtime can describe in swagger; any other ends its start. */
const schemaByType: Readonly<Record<string, () => Record<string, unknown>>> = {
  int: () => ({ type: 'integer' }),
  double: () => ({ type: 'number' }),
  bool: () => ({ type: 'boolean' }),
  string: () => ({ type: 'string' }),
  list: () => ({ type: 'array', items: { type: 'object', additionalProperties: {} } }),
  object: () => ({ type: 'object', additionalProperties: {} }),
  image: () => ({ type: 'object' }),
};

/** What OpenAPI calls this flow type. Throws the runtime's KeyError for a type that cannot be served. */
export function schemaOfType(type: string): Record<string, unknown> {
  const schema = schemaByType[type];
  if (!schema) throw flowError('KeyError', `<ValueType.${type.toUpperCase()}: '${type}'>`);
  return schema();
}

const failed = Symbol('does not parse');

const parsers: Readonly<Record<string, (value: unknown) => unknown>> = {
  int: (value) => (typeof value === 'string' ? integerIn(value) : truncated(value)),
  double: (value) => (typeof value === 'string' && value.trim() === '' ? failed : numberOf(value)),
  bool(value) {
    if (typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.toLowerCase() : '';
    return text === 'true' || text === 'false' ? text === 'true' : failed;
  },
  string: (value) => (typeof value === 'string' ? value : value === null ? 'None' : asText(value)),
  list: (value) => (Array.isArray(value) ? value : failed),
};

const integerIn = (text: string) => (/^\s*[+-]?\d+\s*$/.test(text) ? Number.parseInt(text, 10) : failed);
const truncated = (value: unknown) => (numberOf(value) === failed ? failed : Math.trunc(Number(value)));
const numberOf = (value: unknown) =>
  value === null || typeof value === 'object' || Number.isNaN(Number(value)) ? failed : Number(value);
const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/**
 * Brings the value of a flow input to the input's type, as the executor does before a run.
 * Throws InputParseError for text that should hold JSON and does not, InputTypeError for a value of another type.
 */
export function coerced(name: string, type: string, value: unknown): unknown {
  const read = typeof value === 'string' && (type === 'list' || type === 'object') ? jsonIn(name, type, value) : value;
  const result = (parsers[type] ?? ((same: unknown) => same))(read);
  if (result !== failed) return result;
  throw flowError(
    'InputTypeError',
    `The input for flow is incorrect. The value for flow input '${name}' does not match the expected type '${type}'. ` +
      'Please change flow input type or adjust the input value in your input data.',
  );
}

function jsonIn(name: string, type: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw flowError(
      'InputParseError',
      `Failed to parse the flow input. The value for flow input '${name}' was interpreted as JSON string since its type is ` +
        `'${type}'. However, the value '${text}' is invalid for JSON parsing. Error details: (JSONDecodeError) Expecting value: ` +
        'line 1 column 1 (char 0). Please make sure your inputs are properly formatted.',
    );
  }
}
