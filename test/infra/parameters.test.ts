import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { roles } from '../../domain/sign-in.ts';
import { givenParameters, infraOutputs, infraParameters } from '../support/infra-parameters.ts';

describe('the parameters of the infrastructure', () => {
  test('are all known to the template, and what it needs is given', () => {
    const known = infraParameters.map(({ name }) => name);
    const needed = infraParameters.filter(({ fallback }) => fallback === undefined).map(({ name }) => name);

    expect(givenParameters.filter((name) => !known.includes(name))).toEqual([]);
    expect(needed.filter((name) => !givenParameters.includes(name))).toEqual([]);
  });

  test('are the same where azd gives nothing and where the template is given nothing', () => {
    const differing = infraParameters
      .filter(({ given }) => given !== undefined)
      .filter(({ given, fallback }) => given !== String(fallback))
      .map(({ name, given, fallback }) => `${name}: azd gives ${given}, the template ${String(fallback)}`);

    expect(differing).toEqual([]);
  });

  test('come from variables of their own, and are described', () => {
    const variables = infraParameters.flatMap(({ variable }) => variable ?? []);

    expect(new Set(variables).size).toBe(variables.length);
    expect(infraParameters.filter(({ description }) => description === '').map(({ name }) => name)).toEqual([]);
  });
});

test('no output gives the value of a parameter another name', () => {
  const variables = infraParameters.flatMap(({ variable }) => variable ?? []);

  // azd writes outputs into the environment that it reads parameters from.
  expect(infraOutputs.filter((name) => variables.includes(name))).toEqual([]);
});

test('the app registration has the roles that the API asks for', () => {
  const made = JSON.parse(readFileSync('infra/app-roles.json', 'utf8')) as {
    readonly value: string;
    readonly id: string;
  }[];

  expect(made.map(({ value }) => value)).toEqual(roles.map((role) => `Flowferry.${role}`));
  expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
});
