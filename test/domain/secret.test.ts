import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { secret } from '../../domain/secret.ts';

const canary = 'CANARY-5f1b';
const hidden = secret(canary);

describe('a secret', () => {
  test.each<[string, () => string]>([
    ['a sentence', () => `the key is ${hidden}`],
    ['a sum of texts', () => `${String(hidden)}, ${hidden.toString()}`],
    ['JSON', () => JSON.stringify({ key: hidden, keys: [hidden] })],
    [
      'what Node prints',
      () => inspect({ key: hidden, deep: { deeper: { deepest: [hidden] } } }, { depth: 9, showHidden: true }),
    ],
    ['an error', () => inspect(new Error(`wrong key ${hidden}`, { cause: hidden }))],
    ['its own properties', () => inspect(Object.entries(hidden), { showHidden: true })],
    ['a copy', () => inspect({ ...hidden }, { showHidden: true })],
  ])('is not in %s', (_, written) => {
    expect(written()).not.toContain(canary);
  });

  test('is told to whoever asks for it by name', () => {
    expect(hidden.reveal()).toBe(canary);
  });

  test('cannot be changed', () => {
    expect(() => Object.assign(hidden, { reveal: () => 'other' })).toThrow(TypeError);
  });
});
