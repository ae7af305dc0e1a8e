import { allWithin, expressionsOf, isDeployable } from './names.ts';
import type { Deployable, Expression, Finding, Program } from './syntax.ts';

/** What is known of a resource before anything is deployed. */
const knownAtTheStart = ['id', 'name', 'type', 'apiVersion'];

/**
 * Names, scopes, conditions and loops must be known before anything is deployed: they may not ask a resource or a module
 * of the same file for what Azure makes. Source: Bicep diagnostics, BCP120, BCP177, BCP178, BCP182.
 */
export function findNotKnownAtTheStart({ file, statements }: Program): readonly Finding[] {
  const deployables = statements.filter(isDeployable);
  const made = new Set(deployables.map(({ name }) => name));
  const variables = new Map(
    statements.flatMap((each) => (each.kind === 'var' ? [[each.name, each.value] as const] : [])),
  );

  const asksLate = (expression: Expression): boolean =>
    [...allWithin({ expression, own: [] })].some(({ expression: each }) => {
      if (each.kind === 'name') {
        const value = variables.get(each.name);
        return value !== undefined && asksLate(value);
      }
      return each.kind === 'member' && isOf(each.of, made) && !knownAtTheStart.includes(each.name);
    });

  const late = deployables.flatMap((each) => early(each).filter(({ expression }) => asksLate(expression)));
  const lateLoops = statements
    .flatMap(expressionsOf)
    .flatMap((each) => [...allWithin(each)])
    .flatMap(({ expression: each }) =>
      each.kind === 'loop' && asksLate(each.over) ? [{ what: 'loop', expression: each }] : [],
    );
  return [...late, ...lateLoops].map(({ what, expression: { line } }) => ({
    file,
    line,
    message: `the ${what} is not known before anything is deployed`,
  }));
}

/** Whether it is a resource or a module itself, or one of many. */
const isOf = (of: Expression, made: ReadonlySet<string>): boolean =>
  of.kind === 'at' ? isOf(of.of, made) : of.kind === 'name' && made.has(of.name);

function early({
  body,
  condition,
  loop,
  kind,
}: Deployable): { readonly what: string; readonly expression: Expression }[] {
  const wanted = kind === 'module' ? ['name', 'scope'] : ['name', 'scope', 'parent'];
  const entries = body.entries.flatMap(({ key, value }) =>
    key.kind === 'literal' && wanted.includes(String(key.value))
      ? [{ what: String(key.value), expression: value }]
      : [],
  );
  return [
    ...entries,
    ...(condition ? [{ what: 'condition', expression: condition }] : []),
    ...(loop ? [{ what: 'loop', expression: loop.over }] : []),
  ];
}
