import type { BuiltIn } from './functions.ts';
import { BicepProblem, type Choice, type Expression } from './syntax.ts';
import { isLater, isList, isRecord, isReference, isScope, type Later, textOf, type Value } from './values.ts';

/** What an expression sees around it. */
export interface Around {
  /** The value of a parameter, variable, resource or module. */
  name(name: string, line: number): Value;
  readonly functions: Readonly<Record<string, BuiltIn>>;
  /** Told of each branch that is taken. */
  took(choice: Choice, branch: boolean): void;
  /** Told of each part of a resource that only Azure knows. */
  asked(what: Later, line: number): void;
}

/** Works out what an expression is. Throws a BicepProblem where it is nothing. */
export function evaluate(expression: Expression, around: Around): Value {
  try {
    return work(expression, around);
  } catch (problem) {
    if (problem instanceof BicepProblem) throw problem;
    throw new BicepProblem(expression.line, problem instanceof Error ? problem.message : String(problem));
  }
}

function work(expression: Expression, around: Around): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'text':
      return expression.parts
        .map((part) => (typeof part === 'string' ? part : textOf(evaluate(part, around))))
        .join('');
    case 'name':
      return around.name(expression.name, expression.line);
    case 'member':
      return memberOf(evaluate(expression.of, around), expression, around);
    case 'at':
      return itemOf(evaluate(expression.of, around), evaluate(expression.index, around));
    case 'call':
      return call(expression.name, expression.values, around);
    case 'not':
      return !isTrue(evaluate(expression.of, around));
    case 'both':
      return combine(
        expression.operator,
        () => evaluate(expression.left, around),
        () => evaluate(expression.right, around),
      );
    case 'choice':
      return choose(expression, around);
    case 'lambda':
      return (...values) => evaluate(expression.body, within(around, expression.names, values));
    case 'array':
      return expression.items.map((item) => evaluate(item, around));
    case 'object':
      return Object.fromEntries(
        expression.entries.map(({ key, value }) => [textOf(evaluate(key, around)), evaluate(value, around)]),
      );
    case 'loop': {
      const over = evaluate(expression.over, around);
      if (!isList(over)) throw new BicepProblem(expression.line, 'a loop goes over an array');
      const names = [expression.item, ...(expression.index ? [expression.index] : [])];
      return over.map((item, i) => evaluate(expression.body, within(around, names, [item, i])));
    }
  }
}

/** The same surroundings, with some names of their own. */
export function within(around: Around, names: readonly string[], values: readonly Value[]): Around {
  const name = (asked: string, line: number) => {
    const i = names.indexOf(asked);
    return i < 0 ? around.name(asked, line) : values[i];
  };
  return { ...around, name };
}

type Member = Extract<Expression, { kind: 'member' }>;

function memberOf(of: Value, member: Member, around: Around): Value {
  const found = isLater(of) ? deeper(of, member.name) : partOf(of, member);
  if (isLater(found)) around.asked(found, member.line);
  return found;
}

const deeper = ({ later: id, type, path }: Later, name: string): Later => ({
  later: `${id}.${name}`,
  type,
  path: [...path, name],
});

function partOf(of: Value, { name, isSafe }: Member): Value {
  if (isScope(of) && name === 'name') return of.id.split('/').at(-1);
  const found = isReference(of) ? of.get(name) : isRecord(of) ? of[name] : undefined;
  if (found === undefined && !isSafe) throw new Error(`there is no "${name}"`);
  return found ?? null;
}

function itemOf(of: Value, index: Value): Value {
  const found = isList(of) ? of[Number(index)] : isRecord(of) ? of[textOf(index)] : undefined;
  if (found === undefined) throw new Error(`there is no item ${textOf(index)}`);
  return found;
}

function call(name: string, values: readonly Expression[], around: Around): Value {
  const found = around.functions[name];
  if (!found) throw new Error(`there is no function ${name}()`);
  if (values.length < found.least || values.length > found.most) throw new Error(`${name}() takes other values`);
  return found.work(...values.map((value) => evaluate(value, around)));
}

function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new Error('expected true or false');
}

export function choose(choice: Choice, around: Around): Value {
  const branch = isTrue(evaluate(choice.condition, around));
  around.took(choice, branch);
  return evaluate(branch ? choice.yes : choice.no, around);
}

function combine(operator: string, left: () => Value, right: () => Value): Value {
  if (operator === '&&') return isTrue(left()) && isTrue(right());
  if (operator === '||') return isTrue(left()) || isTrue(right());
  if (operator === '??') return left() ?? right();
  const [a, b] = [left(), right()];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof a !== 'number' || typeof b !== 'number') throw new Error(`"${operator}" is for numbers`);
  const work = { '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b, '+': a + b, '-': a - b }[operator];
  if (work === undefined) throw new Error(`"${operator}" is not known here`);
  return work;
}
