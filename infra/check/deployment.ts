import path from 'node:path';
import { type Around, evaluate, within } from './evaluate.ts';
import { functionsOf } from './functions.ts';
import { type Deployment, type Instance, idsIn, type Land, note, noting, once } from './land.ts';
import { expectFit, expectType } from './parameters.ts';
import { entryOf, resourceOf } from './resource.ts';
import { BicepProblem, type Declaration, type Deployable, type Output } from './syntax.ts';
import { isList, isRecord, isReference, isScope, type Reference, type Scope, type Value } from './values.ts';

type Values = Readonly<Record<string, Value>>;

/** Works out all that a file deploys, and gives its outputs. Throws a BicepProblem where it cannot be deployed. */
export function deploy(
  land: Land,
  file: string,
  place: Scope,
  values: Values,
  inherited?: ReadonlySet<string>,
): Values {
  try {
    return deployFile(land, file, place, values, inherited ?? new Set());
  } catch (problem) {
    if (problem instanceof BicepProblem) problem.file ??= file;
    throw problem;
  }
}

function deployFile(land: Land, file: string, place: Scope, values: Values, inherited: ReadonlySet<string>): Values {
  const program = land.program(file);
  const deployment: Deployment = { land, program, place, inherited };
  const declared = new Map(
    program.statements.flatMap((each) => (isDeclaration(each) ? [[each.name, each] as const] : [])),
  );
  const known = new Map<string, () => readonly [Value, ReadonlySet<string>]>();
  const around: Around = {
    functions: functionsOf({ place, tenantId: land.tenantId, cloud: land.cloud }),
    took: land.took,
    asked: (what, line) => land.asked({ ...what, file, line }),
    name: (name, line) => {
      const found = known.get(name);
      if (!found) throw new BicepProblem(line, `nothing is called "${name}"`);
      const [value, noted] = found();
      note(land, noted);
      return value;
    },
  };
  for (const [name, each] of declared) {
    known.set(
      name,
      once(each.line, () =>
        noting(land, () => atLine(each.line, () => declaredValue(deployment, each, values, around))),
      ),
    );
  }
  const other = Object.keys(values).find((name) => declared.get(name)?.kind !== 'param');
  if (other !== undefined) throw new BicepProblem(1, `there is no parameter "${other}"`);
  for (const { name, line } of declared.values()) atLine(line, () => idsIn(around.name(name, line)));
  const outputs = program.statements.filter((each) => each.kind === 'output');
  return Object.fromEntries(outputs.map((output) => [output.name, outputOf(output, around)]));
}

/** Whatever goes wrong is told with its place. */
function atLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof BicepProblem) throw problem;
    throw new BicepProblem(line, problem instanceof Error ? problem.message : String(problem));
  }
}

const isDeclaration = (each: { readonly kind: string }): each is Declaration =>
  ['param', 'var', 'resource', 'module'].includes(each.kind);

function outputOf({ name, type, value, line }: Output, around: Around): Value {
  const made = evaluate(value, around);
  expectType(type, made, `output ${name}`, line);
  return made;
}

function declaredValue(deployment: Deployment, declared: Declaration, values: Values, around: Around): Value {
  if (declared.kind === 'var') return evaluate(declared.value, around);
  if (declared.kind !== 'param') return instancesOf(deployment, declared, around);
  const { name, line, fallback } = declared;
  const value = values[name] ?? (fallback && evaluate(fallback, around));
  if (value === undefined) throw new BicepProblem(line, `parameter ${name} is missing`);
  expectFit(declared, value, ({ values: [limit], line: at }) => {
    if (!limit) throw new BicepProblem(at, 'the decorator says nothing');
    return evaluate(limit, around);
  });
  return value;
}

/** One reference, or one for each of what a loop goes over. */
function instancesOf(deployment: Deployment, declared: Deployable, around: Around): Value {
  if (!declared.loop) return instanceOf(deployment, declared, around);
  const { item, index, over } = declared.loop;
  const list = evaluate(over, around);
  if (!isList(list)) throw new BicepProblem(declared.line, 'a loop goes over an array');
  const names = [item, ...(index ? [index] : [])];
  return list.map((each, i) => instanceOf(deployment, declared, within(around, names, [each, i])));
}

function instanceOf(deployment: Deployment, declared: Deployable, around: Around): Reference {
  const { condition, line, kind } = declared;
  const isWanted = condition ? evaluate(condition, around) : true;
  if (typeof isWanted !== 'boolean') throw new BicepProblem(line, 'the condition is neither true nor false');
  if (condition) deployment.land.took(declared, isWanted);
  const instance: Instance = { declared, around, isWanted };
  return kind === 'module' ? moduleOf(deployment, instance) : resourceOf(deployment, instance);
}

function moduleOf({ land, program, place, inherited }: Deployment, instance: Instance): Reference {
  const { declared, isWanted } = instance;
  const { line, source, name: called } = declared;
  const deployed = once(line, () => {
    const [[scope, params], noted] = noting(land, () => {
      note(land, idsIn(entryOf(instance, 'dependsOn') ?? []));
      return [scopeOf(entryOf(instance, 'scope'), place), entryOf(instance, 'params') ?? {}] as const;
    });
    if (!isRecord(params)) throw new BicepProblem(line, 'params is an object');
    land.deployments.push({ name: String(entryOf(instance, 'name') ?? called), scope: scope.id });
    const before = land.resources.length;
    const file = path.posix.join(path.posix.dirname(program.file), source);
    const outputs = deploy(land, file, scope, { ...params } as Values, new Set([...inherited, ...noted]));
    return { outputs, ids: land.resources.slice(before).map(({ id }) => id) };
  });
  const get = (name: string): Value => {
    if (name !== 'outputs') return undefined;
    if (!isWanted) throw new BicepProblem(line, `module ${called} is asked for its outputs, but is not deployed`);
    const { outputs, ids } = deployed();
    note(land, ids);
    return { reference: true, id: called, get: (output: string) => outputs[output], ids: () => [] };
  };
  return { reference: true, id: called, get, ids: () => (isWanted ? deployed().ids : []) };
}

function scopeOf(scope: Value, place: Scope): Scope {
  if (scope === undefined) return place;
  if (isScope(scope)) return scope;
  if (isReference(scope)) return { scope: 'resourceGroup', id: String(scope.get('id')) };
  throw new Error('a module is deployed to a group or to a subscription');
}
