import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestJsonSchema } from '../../../domain/manifest.ts';
import { completeManifest } from './complete-manifest.ts';

describe('the JSON Schema', () => {
  const validate = new Ajv2020({ strict: false }).compile(manifestJsonSchema());

  test('takes what is a manifest', () => {
    expect(validate(parse(completeManifest))).toBe(true);
    expect(validate(parse('endpoint: {name: my-flow}'))).toBe(true);
  });

  test('refuses what is none', () => {
    expect(validate(parse('endpoint: {name: my-flow}\nquokka: 1'))).toBe(false);
    expect(validate(parse('deployment: {}'))).toBe(false);
  });

  test('says of every key what it means', () => {
    expect(silentKeys(manifestJsonSchema())).toEqual([]);
  });
});

interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly items?: KeySchema;
  readonly anyOf?: readonly KeySchema[];
  readonly description?: string;
}

function silentKeys({ properties = {}, items, anyOf = [] }: KeySchema, path = ''): string[] {
  const own = Object.entries(properties).flatMap(([key, child]) => [
    ...(child.description ? [] : [`${path}${key}`]),
    ...silentKeys(child, `${path}${key}.`),
  ]);
  return [...own, ...[...(items ? [items] : []), ...anyOf].flatMap((child) => silentKeys(child, path))];
}
