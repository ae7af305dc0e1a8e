import { readdirSync, readFileSync } from 'node:fs';
import type { Resource } from './land.ts';
import type { Finding } from './syntax.ts';
import type { Later, Plain } from './values.ts';

/**
 * The part of a resource type that is used here, and the names beside it, as the types of the Bicep compiler have them. A
 * property says `required`, `read only` or nothing, then its type: `string`, `int`, `bool`, `any`, a literal, a name of
 * the snapshot's types, any of these with `[]`, or several of them with ` | ` between.
 */
export interface Snapshot {
  readonly type: string;
  readonly scopes: string;
  readonly body: string;
  readonly types: Readonly<Record<string, ObjectType>>;
}
export interface ObjectType {
  readonly properties: Readonly<Record<string, string>>;
  /** The type of properties under names of one's own. */
  readonly others?: string;
  /** The property that says which of the variants it is, and their types. */
  readonly discriminator?: string;
  readonly variants?: Readonly<Record<string, string>>;
}

const folder = new URL('./schemas/', import.meta.url);

export function readSnapshots(): ReadonlyMap<string, Snapshot> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const all = files.flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Snapshot[]);
  return new Map(all.map((snapshot) => [snapshot.type, snapshot]));
}

type Find = (path: string, message: string) => void;

/** Holds a resource against its type. `touched` is told of every type that was looked into. */
export function findInResource(
  { type, body, file, line, scope }: Resource,
  snapshots: ReadonlyMap<string, Snapshot>,
  touched: (type: string) => void = () => {},
): readonly Finding[] {
  const snapshot = snapshots.get(type);
  if (!snapshot) return [{ file, line, message: `there is no snapshot of ${type}: npm run infra:schemas makes it` }];
  const findings: Finding[] = [];
  const find: Find = (path, message) => findings.push({ file, line, message: `${path || 'the resource'}: ${message}` });
  if (!isWritable(snapshot.scopes, scope)) find('scope', `${type} is not deployed there`);
  check(body, snapshot.body, { snapshot, find, touched }, '');
  return findings;
}

/** Extensions go anywhere; what is in a group or a subscription says so. */
function isWritable(scopes: string, scope: string): boolean {
  if (scopes.includes('All') || scopes.includes('Extension')) return true;
  const isGroup = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/.test(scope);
  const isSubscription = /^\/subscriptions\/[^/]+$/.test(scope);
  return (isGroup && scopes.includes('ResourceGroup')) || (isSubscription && scopes.includes('Subscription'));
}

/** Holds a part of a resource that Azure makes against its type. */
export function findInPath(
  { type, path, file, line }: Later & { readonly file: string; readonly line: number },
  snapshots: ReadonlyMap<string, Snapshot>,
  touched: (type: string) => void = () => {},
): readonly Finding[] {
  const snapshot = snapshots.get(type);
  if (!snapshot) return [{ file, line, message: `there is no snapshot of ${type}: npm run infra:schemas makes it` }];
  let at = snapshot.body;
  for (const name of path) {
    touched(at);
    const property = snapshot.types[at]?.properties[name];
    if (property === undefined) return [{ file, line, message: `${type} has no ${path.join('.')}` }];
    at = property.replace(/^(required|read only) /, '');
  }
  return [];
}

interface Looking {
  readonly snapshot: Snapshot;
  readonly find: Find;
  readonly touched: (type: string) => void;
}

const isLater = (value: Plain) => typeof value === 'string' && /^⟨[^⟩]*⟩$/.test(value);

function check(value: Plain, type: string, looking: Looking, path: string): void {
  if (isLater(value) || type === 'any') return;
  const choices = type.split(' | ');
  if (choices.length > 1) checkChoice(value, choices, looking, path);
  else if (type.endsWith('[]')) checkList(value, type.slice(0, -2), looking, path);
  else if (looking.snapshot.types[type]) checkObject(value, type, looking, path);
  else tell(looking, path, scalarProblem(value, type, looking.snapshot));
}

function tell({ find }: Looking, path: string, problem: string | undefined): void {
  if (problem !== undefined) find(path, problem);
}

function scalarProblem(value: Plain, type: string, { type: resource }: Snapshot): string | undefined {
  if (type === 'string') return typeof value === 'string' ? undefined : 'expected a string';
  if (type === 'int') return Number.isInteger(value) ? undefined : 'expected a whole number';
  if (type === 'bool') return typeof value === 'boolean' ? undefined : 'expected true or false';
  if (typeof value === 'object')
    return `the snapshot of ${resource} lacks "${type}": npm run infra:schemas makes it anew`;
  return String(value) === type ? undefined : `"${String(value)}" is not ${type}`;
}

/** A literal must be one of those that are named, also where Azure would take others. */
function checkChoice(value: Plain, choices: readonly string[], looking: Looking, path: string): void {
  const scalars = ['string', 'int', 'bool'];
  const literals = choices.filter((choice) => !scalars.includes(choice));
  if (!literals.includes(String(value))) looking.find(path, `"${String(value)}" is none of ${literals.join(', ')}`);
}

function checkList(value: Plain, type: string, looking: Looking, path: string): void {
  if (!Array.isArray(value)) looking.find(path, 'expected an array');
  else for (const [i, each] of value.entries()) check(each, type, looking, `${path}[${i}]`);
}

function checkObject(value: Plain, type: string, looking: Looking, path: string): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    looking.find(path, 'expected an object');
    return;
  }
  looking.touched(type);
  const object = looking.snapshot.types[type];
  if (!object) return;
  const record = value as { readonly [key: string]: Plain };
  const variant = variantOf(object, record, looking, path);
  if (variant) looking.touched(variant);
  const more = variant === undefined ? undefined : looking.snapshot.types[variant];
  const properties = { ...object.properties, ...more?.properties };
  const others = more?.others ?? object.others;
  for (const [name, each] of Object.entries(record)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : others;
    checkProperty(each, known, looking, path === '' ? name : `${path}.${name}`);
  }
  const missing = Object.keys(properties).filter(
    (name) => properties[name]?.startsWith('required ') && !(name in record),
  );
  for (const name of missing) looking.find(path, `"${name}" is missing`);
}

function checkProperty(value: Plain, known: string | undefined, looking: Looking, path: string): void {
  if (known === undefined) looking.find(path, 'there is no such property');
  else if (known.startsWith('read only ')) looking.find(path, 'only Azure writes this');
  else check(value, known.replace(/^required /, ''), looking, path);
}

function variantOf(
  { discriminator, variants = {} }: ObjectType,
  record: { readonly [key: string]: Plain },
  { find }: Looking,
  path: string,
): string | undefined {
  if (discriminator === undefined) return undefined;
  const variant = variants[String(record[discriminator])];
  if (variant === undefined) find(path, `${discriminator} is none of ${Object.keys(variants).join(', ')}`);
  return variant;
}
