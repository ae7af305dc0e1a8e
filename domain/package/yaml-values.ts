/** A mapping in a file that people write: any key may be missing or of another type than meant. */
export type Mapping = Readonly<Record<string, unknown>>;

/** The value if it is a mapping, else one without keys. */
export const mappingOf = (value: unknown): Mapping => (isMapping(value) ? value : {});

/** The value if it is a list, else an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value as a text if it is a text, a number or a truth value and not empty. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
