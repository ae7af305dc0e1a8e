import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PackageFacts } from '../../../domain/package/facts.ts';
import { sampleFileOf, swaggerExample } from '../../../domain/package/samples.ts';
import { swaggerOf } from '../../../domain/package/swagger.ts';
import { factsOf } from '../../support/facts.ts';
import { packageOf } from '../../support/package-files.ts';

const operation = (facts: PackageFacts, included?: string[]) => {
  const text = JSON.stringify(swaggerOf(facts, {}, included));
  return JSON.parse(text).paths['/score'].post;
};
const outputs = (facts: PackageFacts, included?: string[]) =>
  operation(facts, included).responses['200'].content['application/json'].schema;
const inputs = (facts: PackageFacts) => operation(facts).requestBody.content['application/json'].schema;

describe('the swagger document', () => {
  test('calls every input required, and leaves out empty defaults', () => {
    const facts = factsOf({
      inputs: [
        { name: 'a', type: 'string', required: true, description: 'asked' },
        { name: 'b', type: 'int', required: false, default: 0 },
        { name: 'c', type: 'list', required: false, default: [] },
        { name: 'd', type: 'object', required: false, default: { x: 1 } },
      ],
    });

    expect(inputs(facts)).toEqual({
      type: 'object',
      required: ['a', 'b', 'c', 'd'],
      properties: {
        a: { type: 'string', description: 'asked' },
        b: { type: 'integer' },
        c: { type: 'array', items: { type: 'object', additionalProperties: {} } },
        d: { type: 'object', additionalProperties: {}, default: { x: 1 } },
      },
    });
  });

  test('has no properties where there is nothing', () => {
    const facts = factsOf({ inputs: [], outputs: [] });

    expect([inputs(facts), outputs(facts), operation(facts).requestBody.required]).toEqual([
      { type: 'object' },
      { type: 'object' },
      false,
    ]);
  });

  test('shows the outputs that are answered', () => {
    const facts = factsOf({
      outputs: [
        { name: 'a', type: 'string', description: 'x' },
        { name: 'b', type: 'bool', evaluationOnly: true },
      ],
    });

    expect(outputs(facts).properties).toEqual({ a: { type: 'string', description: 'x' } });
    expect(outputs(facts, ['b']).properties).toEqual({ b: { type: 'boolean' } });
  });

  test('marks a chat', () => {
    const facts = factsOf({
      inputs: [
        { name: 'q', type: 'string', required: true, chat: 'input' },
        { name: 'h', type: 'list', required: true, chat: 'history' },
      ],
      outputs: [
        { name: 'a', type: 'string', isChatOutput: true },
        { name: 'b', type: 'string', isChatOutput: true, evaluationOnly: true },
      ],
    });

    expect(swaggerOf(facts)['info']).toMatchObject({
      'x-flow-type': 'chat',
      'x-chat-input': 'q',
      'x-chat-history': 'h',
      'x-chat-output': 'a',
    });
  });

  test('gives every input and output of any flow exactly one schema', () => {
    const port = fc.record({
      name: fc.string({ minLength: 1 }),
      type: fc.constantFrom('int', 'double', 'bool', 'string', 'list', 'object', 'image'),
      required: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(port, { selector: ({ name }) => name }), (ports) => {
        const schema = inputs(factsOf({ inputs: ports }));
        const described = Object.entries<{ type: string }>(schema.properties ?? {});
        return (
          described.length === ports.length &&
          described.every(([, { type }]) =>
            ['integer', 'number', 'boolean', 'string', 'array', 'object'].includes(type),
          )
        );
      }),
    );
  });
});

describe('a sample', () => {
  test.each([
    [{ 'samples.json': '[{"a":1},{}]' }, { a: 1 }],
    [{ 'samples.json': '[]' }, {}],
    [{ 'samples.json': '{"a":1}' }, {}],
    [{ 'samples.json': '{' }, {}],
    [{}, {}],
  ])('of %j is shown as %j', (files, example) => {
    expect(swaggerExample(packageOf(files as Record<string, string>))).toEqual(example);
  });

  test('is looked for under its usual names first', () => {
    expect(sampleFileOf(packageOf({ 'x.jsonl': '', 'samples.json': '', 'data.jsonl': '' }))).toBe('data.jsonl');
  });
});
