/** The smallest picture there is: one grey dot. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

const values: Readonly<Record<string, unknown>> = {
  int: 1,
  double: 1,
  bool: true,
  string: 'smoke test',
  list: [],
  object: {},
  image: { 'data:image/png;base64': dot },
};

/** A value of the type, for an input that neither the manifest nor the sample nor the flow gives one. */
export const placeholderOf = (type: string): unknown => values[type] ?? 'smoke test';
