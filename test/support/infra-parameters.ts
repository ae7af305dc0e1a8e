import { readFileSync } from 'node:fs';
import { evaluate } from '../../infra/check/evaluate.ts';
import { pureFunctions } from '../../infra/check/functions.ts';
import { readProgram } from '../../infra/check/read-program.ts';
import type { Expression, Output, Parameter } from '../../infra/check/syntax.ts';

const program = readProgram('main.bicep', readFileSync('infra/main.bicep', 'utf8'));

const worth = (expression: Expression | undefined) =>
  expression &&
  evaluate(expression, {
    functions: pureFunctions,
    took: () => {},
    asked: () => {},
    name: (name) => {
      throw new Error(`a default must not need ${name}`);
    },
  });

/** A parameter of the infrastructure, and the variable of the azd environment that gives it. */
export interface InfraParameter {
  readonly name: string;
  readonly description: string;
  /** `undefined`: it must be given. */
  readonly fallback: unknown;
  readonly allowed: readonly unknown[];
  readonly variable?: string;
  /** What azd gives where the variable is not set. */
  readonly given?: string;
}

const { parameters } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')) as {
  readonly parameters: Readonly<Record<string, { readonly value: string }>>;
};
export const givenParameters = Object.keys(parameters);

function toInfraParameter({ name, decorators, fallback }: Parameter): InfraParameter {
  const decorated = (wanted: string) => worth(decorators.find((each) => each.name === wanted)?.values[0]);
  const [, variable, given] = /^\$\{(\w+)(?:=(.*))?\}$/.exec(parameters[name]?.value ?? '') ?? [];
  return {
    name,
    description: String(decorated('description') ?? ''),
    fallback: worth(fallback),
    allowed: (decorated('allowed') ?? []) as readonly unknown[],
    ...(variable !== undefined && { variable }),
    ...(given !== undefined && { given }),
  };
}

export const infraParameters: readonly InfraParameter[] = program.statements
  .filter((each) => each.kind === 'param')
  .map(toInfraParameter);
export const infraOutputs: readonly string[] = program.statements
  .filter((each): each is Output => each.kind === 'output')
  .map(({ name }) => name);
