/** What is known only once Azure has made it: an address, a principal. It says of what, and which part. */
export interface Later {
  readonly later: string;
  /** The type of the resource, and the way to the part. */
  readonly type: string;
  readonly path: readonly string[];
}
export const later = (id: string, type: string, path: readonly string[]): Later => ({
  later: `${id}.${path.join('.')}`,
  type,
  path,
});
export const isLater = (value: Value): value is Later =>
  typeof value === 'object' && value !== null && 'later' in value && typeof value.later === 'string';

/** A resource or module, as expressions refer to it. */
export interface Reference {
  readonly reference: true;
  readonly id: string;
  /** A property by its name: what the file says, what is known of what exists, or what is known later. */
  get(name: string): Value;
  /** Works it out, if that is not done yet, and gives the ids of all resources that it stands for. */
  ids(): readonly string[];
}

/** Where something is deployed to. */
export interface Scope {
  readonly scope: 'subscription' | 'resourceGroup';
  readonly id: string;
}

export type Lambda = (...values: readonly Value[]) => Value;
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [key: string]: Value }
  | Later
  | Reference
  | Scope
  | Lambda;

export const isReference = (value: Value): value is Reference =>
  typeof value === 'object' && value !== null && 'reference' in value;
export const isScope = (value: Value): value is Scope =>
  typeof value === 'object' && value !== null && 'scope' in value && 'id' in value;
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isRecord = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !isList(value) && !isLater(value) && !isReference(value);

/** As text inside another text. */
export function textOf(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isLater(value)) return `⟨${value.later}⟩`;
  throw new Error('only strings, numbers and booleans can be part of a string');
}

/** As Azure gets it: JSON, in which what is not known yet stands in ⟨⟩. A property that is null is not there. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

export function plainOf(value: Value): Plain {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (isLater(value)) return textOf(value);
  if (isList(value)) return value.map(plainOf);
  if (!isRecord(value) || isScope(value)) throw new Error('a resource, a scope or a lambda is no value of a property');
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, plainOf(each)]));
}
