import { createHash } from 'node:crypto';
import { isLater, isList, isRecord, isScope, type Lambda, textOf, type Value } from './values.ts';

/** A function of Bicep: how many values it takes, and what it makes of them. */
export interface BuiltIn {
  readonly least: number;
  readonly most: number;
  readonly work: (...values: readonly Value[]) => Value;
}

const takes = (least: number, most: number, work: BuiltIn['work']): BuiltIn => ({ least, most, work });

function list(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new Error('expected an array');
}

function lambda(value: Value): Lambda {
  if (typeof value === 'function') return value;
  throw new Error('expected a lambda');
}

const hash = (values: readonly Value[]) => createHash('sha256').update(values.map(textOf).join('|')).digest('hex');

/** The form of the real one; the value is our own, since Azure does not say how it makes it. */
const uniqueString = (...values: readonly Value[]) =>
  BigInt(`0x${hash(values)}`)
    .toString(32)
    .slice(0, 13);

const guid = (...values: readonly Value[]) =>
  hash(values).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

function empty(value: Value): boolean {
  if (value === null || value === undefined || value === '') return true;
  return isList(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;
}

function union(first: Value, ...others: readonly Value[]): Value {
  if (isList(first)) return [...new Set([first, ...others].flatMap(list))];
  const records = [first, ...others];
  if (records.every(isRecord)) return Object.assign({}, ...records) as Value;
  throw new Error('union() is of arrays only, or of objects only');
}

function split(text: Value, separator: Value): Value {
  return textOf(text).split(textOf(separator));
}

const contains = (where: Value, what: Value): boolean => {
  if (isList(where)) return where.includes(what);
  return isRecord(where) ? textOf(what) in where : textOf(where).includes(textOf(what));
};

const last = (value: Value): Value => (isList(value) ? value.at(-1) : textOf(value).slice(-1));
const length = (value: Value): Value => (isRecord(value) ? Object.keys(value).length : (list(value).length as Value));

/** The functions that need to know nothing of where they are called. Source: Bicep documentation, "Bicep functions". */
export const pureFunctions: Readonly<Record<string, BuiltIn>> = {
  concat: takes(1, 99, (...values) => values.flatMap(list)),
  contains: takes(2, 2, (where, what) => contains(where, what)),
  empty: takes(1, 1, (value) => !isLater(value) && empty(value)),
  filter: takes(2, 2, (values, test) => list(values).filter((each) => lambda(test)(each) === true)),
  guid: takes(1, 99, guid),
  items: takes(1, 1, (value) => {
    if (!isRecord(value)) throw new Error('expected an object');
    return Object.entries(value).map(([key, each]) => ({ key, value: each }));
  }),
  join: takes(2, 2, (values, separator) => list(values).map(textOf).join(textOf(separator))),
  last: takes(1, 1, last),
  length: takes(1, 1, length),
  map: takes(2, 2, (values, work) => list(values).map((each) => lambda(work)(each))),
  split: takes(2, 2, split),
  toObject: takes(3, 3, (values, key, value) =>
    Object.fromEntries(list(values).map((each) => [textOf(lambda(key)(each)), lambda(value)(each)])),
  ),
  toLower: takes(1, 1, (text) => textOf(text).toLowerCase()),
  trim: takes(1, 1, (text) => textOf(text).trim()),
  union: takes(2, 99, union),
  uniqueString: takes(1, 99, uniqueString),
};

/** The cloud, the tenant and the place of a deployment. */
export interface Surroundings {
  readonly place: Value;
  readonly tenantId: string;
  readonly cloud: { readonly [key: string]: Value };
}

const subscriptionOf = (place: Value): string => (isScope(place) ? (place.id.split('/')[2] ?? '') : '');

export function functionsOf({ place, tenantId, cloud }: Surroundings): Readonly<Record<string, BuiltIn>> {
  const subscriptionId = subscriptionOf(place);
  const group = (...values: readonly Value[]): Value => {
    if (values.length === 0 && isScope(place) && place.scope === 'resourceGroup') return place;
    const [name, subscription = subscriptionId] = [...values].reverse().map(textOf);
    if (name === undefined) throw new Error('there is no resource group here');
    return { scope: 'resourceGroup', id: `/subscriptions/${subscription}/resourceGroups/${name}` };
  };
  const subscription = (id: Value = subscriptionId): Value => ({
    scope: 'subscription',
    id: `/subscriptions/${textOf(id)}`,
    subscriptionId: textOf(id),
  });
  return {
    ...pureFunctions,
    environment: takes(0, 0, () => cloud),
    resourceGroup: takes(0, 2, group),
    resourceId: takes(2, 9, (type, ...names) => `${isScope(place) ? place.id : ''}/providers/${pathOf(type, names)}`),
    subscription: takes(0, 1, subscription),
    subscriptionResourceId: takes(2, 9, (type, ...names) => {
      return `/subscriptions/${subscriptionId}/providers/${pathOf(type, names)}`;
    }),
    tenant: takes(0, 0, () => ({ tenantId })),
  };
}

/** `A/b` and `x` make `A/b/x`; `A/b/c` and `x`, `y` make `A/b/x/c/y`. */
export function pathOf(type: Value, names: readonly Value[]): string {
  const [provider = '', ...types] = textOf(type).split('/');
  if (types.length !== names.length)
    throw new Error(`${textOf(type)} needs ${types.length} names, not ${names.length}`);
  return [provider, ...types.flatMap((each, i) => [each, textOf(names[i])])].join('/');
}
