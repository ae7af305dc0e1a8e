import { BicepProblem, type Decorator, type Parameter } from './syntax.ts';
import { isLater, isList, isRecord, type Value } from './values.ts';

/** The types that parameters and outputs have here. */
export const typeNames = ['string', 'int', 'bool', 'array', 'object'];

const fits: Readonly<Record<string, (value: Value) => boolean>> = {
  string: (value) => typeof value === 'string' || isLater(value),
  int: (value) => Number.isInteger(value) || isLater(value),
  bool: (value) => typeof value === 'boolean' || isLater(value),
  array: (value) => isList(value) || isLater(value),
  object: (value) => isRecord(value) || isLater(value),
};

/** Throws where a value is not of the type. */
export function expectType(type: string, value: Value, what: string, line: number): void {
  if (!fits[type]?.(value)) throw new BicepProblem(line, `${what} is not of type ${type}`);
}

const sizeOf = (value: Value) => (typeof value === 'string' || isList(value) ? value.length : Number(value));

/** What decorators ask of a value; those that only describe ask nothing. */
const limits: Readonly<Record<string, (value: Value, limit: Value) => boolean>> = {
  allowed: (value, limit) => isList(limit) && limit.includes(value),
  minLength: (value, limit) => sizeOf(value) >= Number(limit),
  maxLength: (value, limit) => sizeOf(value) <= Number(limit),
  minValue: (value, limit) => sizeOf(value) >= Number(limit),
  maxValue: (value, limit) => sizeOf(value) <= Number(limit),
};
export const decoratorNames = [...Object.keys(limits), 'description', 'metadata', 'secure'];

/** Throws where a value is not one that the parameter takes. */
export function expectFit(parameter: Parameter, value: Value, limitOf: (decorator: Decorator) => Value): void {
  const { name, type, line, decorators } = parameter;
  expectType(type, value, `parameter ${name}`, line);
  if (isLater(value)) return;
  for (const decorator of decorators) {
    const test = limits[decorator.name];
    if (test && !test(value, limitOf(decorator))) {
      throw new BicepProblem(line, `parameter ${name} breaks its @${decorator.name}`);
    }
  }
}
