import { functionsOf } from './functions.ts';
import { decoratorNames, typeNames } from './parameters.ts';
import type { Declaration, Deployable, Expression, Finding, Program, Statement } from './syntax.ts';

/** An expression inside another, and the names that lambdas and loops give there. */
interface Inner {
  readonly expression: Expression;
  readonly own: readonly string[];
}

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;
type Parts = { readonly [K in Expression['kind']]?: (of: Of<K>) => readonly (Expression | Inner)[] };

const ownNames = ({ item, index }: { readonly item: string; readonly index?: string }) =>
  index === undefined ? [item] : [item, index];

const partsByKind: Parts = {
  text: (of) => of.parts.filter((part) => typeof part !== 'string'),
  member: (of) => [of.of],
  not: (of) => [of.of],
  at: (of) => [of.of, of.index],
  call: (of) => of.values,
  both: (of) => [of.left, of.right],
  choice: (of) => [of.condition, of.yes, of.no],
  array: (of) => of.items,
  object: (of) => of.entries.flatMap(({ key, value }) => [key, value]),
  lambda: (of) => [{ expression: of.body, own: of.names }],
  loop: (of) => [of.over, { expression: of.body, own: ownNames(of) }],
};

function partsOf({ expression, own }: Inner): Inner[] {
  const parts = partsByKind[expression.kind] as ((of: Expression) => readonly (Expression | Inner)[]) | undefined;
  return (parts?.(expression) ?? []).map((part) =>
    'expression' in part ? { ...part, own: [...own, ...part.own] } : { expression: part, own },
  );
}

export function* allWithin(inner: Inner): Generator<Inner> {
  yield inner;
  for (const part of partsOf(inner)) yield* allWithin(part);
}

/** The expressions of a statement, each with the names of its loop. */
export function expressionsOf(statement: Statement): readonly Inner[] {
  const plain = (expression: Expression | undefined) => (expression ? [{ expression, own: [] }] : []);
  if (statement.kind === 'targetScope') return [];
  if (statement.kind === 'param') {
    return [...plain(statement.fallback), ...statement.decorators.flatMap(({ values }) => values.flatMap(plain))];
  }
  if (!isDeployable(statement)) return plain(statement.value);
  const { loop, condition, body } = statement;
  const own = loop ? ownNames(loop) : [];
  return [...plain(loop?.over), ...[condition, body].flatMap((each) => (each ? [{ expression: each, own }] : []))];
}

export const isDeployable = (each: Statement): each is Deployable => each.kind === 'resource' || each.kind === 'module';
const isDeclaration = (each: Statement): each is Declaration =>
  isDeployable(each) || each.kind === 'param' || each.kind === 'var';

/** Names that are not there, are there twice or are used by nobody; types, decorators and functions that do not exist. */
export function findInNames({ file, statements }: Program): readonly Finding[] {
  const declared = statements.filter(isDeclaration);
  const inner = statements.flatMap(expressionsOf).flatMap((each) => [...allWithin(each)]);
  const used = new Set(inner.flatMap(({ expression: each }) => (each.kind === 'name' ? [each.name] : [])));
  const names = new Set(declared.map(({ name }) => name));
  const find = (line: number, message: string): Finding => ({ file, line, message });
  return [
    ...twice(declared).map(({ line, name }) => find(line, `"${name}" is declared twice`)),
    ...twice(statements.filter((each) => each.kind === 'output')).map(({ line, name }) =>
      find(line, `output "${name}" is declared twice`),
    ),
    ...declared
      .filter((each) => !used.has(each.name) && !makesSomething(each))
      .map(({ line, name }) => find(line, `"${name}" is used by nobody`)),
    ...inner.flatMap(({ expression: each, own }) => {
      if (each.kind === 'name' && !names.has(each.name) && !own.includes(each.name)) {
        return [find(each.line, `nothing is called "${each.name}"`)];
      }
      return each.kind === 'call' ? problemsOfCall(each).map((message) => find(each.line, message)) : [];
    }),
    ...statements.flatMap((each) =>
      (each.kind === 'param' || each.kind === 'output') && !typeNames.includes(each.type)
        ? [find(each.line, `there is no type "${each.type}"`)]
        : [],
    ),
    ...statements.flatMap((each) =>
      each.kind === 'param'
        ? each.decorators
            .filter(({ name }) => !decoratorNames.includes(name))
            .map(({ line, name }) => find(line, `there is no decorator @${name}`))
        : [],
    ),
  ];
}

const makesSomething = (each: Declaration) => isDeployable(each) && !each.isExisting;

const twice = <T extends { readonly name: string }>(each: readonly T[]): T[] =>
  each.filter(({ name }, i) => each.findIndex((other) => other.name === name) < i);

const functions = functionsOf({ place: { scope: 'resourceGroup', id: '' }, tenantId: '', cloud: {} });

function problemsOfCall({ name, values }: Extract<Expression, { kind: 'call' }>): string[] {
  const found = functions[name];
  if (!found) return [`there is no function ${name}()`];
  return values.length < found.least || values.length > found.most
    ? [`${name}() does not take ${values.length} values`]
    : [];
}
