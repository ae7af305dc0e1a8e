import { evaluate } from './evaluate.ts';
import { pathOf } from './functions.ts';
import { type Deployment, type Instance, idsIn, note, noting, once } from './land.ts';
import { BicepProblem, type ObjectExpression } from './syntax.ts';
import { isRecord, isReference, later, type Plain, plainOf, type Reference, type Scope, type Value } from './values.ts';

/** What stands under a key of the body. */
export function entryOf({ declared, around }: Instance, wanted: string): Value {
  const entry = declared.body.entries.find(({ key }) => key.kind === 'literal' && key.value === wanted);
  return entry && evaluate(entry.value, around);
}

/** A resource, which is worked out, and put on the list, when somebody asks for more than its name. */
export function resourceOf({ land, program, inherited, place }: Deployment, instance: Instance): Reference {
  const { declared, around, isWanted } = instance;
  const { source: type, line, isExisting, name: called } = declared;
  const [identity, notedByIdentity] = noting(land, () => identityOf(instance, place));
  if (isExisting) land.asked({ ...later(identity.id, type, []), file: program.file, line });
  const body = once(line, () => {
    const [value, noted] = noting(land, () => {
      note(land, idsIn(entryOf(instance, 'dependsOn') ?? []));
      return plainOf(evaluate(ownBody(declared.body), around)) as { readonly [key: string]: Plain };
    });
    const dependsOn = new Set([...inherited, ...notedByIdentity, ...noted]);
    land.resources.push({ ...identity, type, body: value, dependsOn, file: program.file, line });
    return value;
  });
  const at = { id: identity.id, type, path: [], isComplete: false };
  const known = land.existing[identity.id.toLowerCase()];
  const get = (name: string): Value => {
    note(land, isExisting ? notedByIdentity : [identity.id]);
    if (name === 'id' || name === 'name') return identity[name];
    if (!isWanted) throw new BicepProblem(line, `${called} is asked for its ${name}, but is not there`);
    return isExisting ? part(known ?? {}, { ...at, isComplete: known !== undefined }, name) : part(body(), at, name);
  };
  const ids = () => {
    if (isExisting || !isWanted) return [];
    body();
    return [identity.id];
  };
  return { reference: true, id: identity.id, get, ids };
}

const notSent = ['scope', 'parent', 'dependsOn'];
const ownBody = (body: ObjectExpression): ObjectExpression => ({
  ...body,
  entries: body.entries.filter(({ key }) => !(key.kind === 'literal' && notSent.includes(String(key.value)))),
});

interface At {
  readonly id: string;
  readonly type: string;
  readonly path: readonly string[];
  /** Whether all of it is known. */
  readonly isComplete: boolean;
}

/** A property of a resource. What the file does not say is known later, unless all is known. */
function part(of: Value, at: At, name: string): Value {
  const path = [...at.path, name];
  const found = isRecord(of) ? of[name] : undefined;
  if (found === undefined) return at.isComplete ? undefined : later(at.id, at.type, path);
  if (!isRecord(found)) return found;
  return { reference: true, id: at.id, get: (next: string) => part(found, { ...at, path }, next), ids: () => [] };
}

/** Source: Bicep documentation, "Child resources", "Set scope for extension resources". */
function identityOf(instance: Instance, place: Scope): { id: string; name: string; scope: string } {
  const { line, source } = instance.declared;
  const [type = ''] = source.split('@');
  const name = entryOf(instance, 'name');
  if (typeof name !== 'string' || name === '') throw new BicepProblem(line, 'the name is not known at the start');
  const parent = entryOf(instance, 'parent');
  if (isReference(parent)) {
    return { id: `${String(parent.get('id'))}/${type.split('/').at(-1)}/${name}`, name, scope: place.id };
  }
  if (type === 'Microsoft.Resources/resourceGroups') {
    return { id: `${place.id}/resourceGroups/${name}`, name, scope: place.id };
  }
  const target = entryOf(instance, 'scope');
  const scope = isReference(target) ? String(target.get('id')) : place.id;
  return { id: `${scope}/providers/${pathOf(type, name.split('/'))}`, name, scope };
}
