import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offlinePlan } from '../../../domain/offline-plan.ts';
import { packageOf } from '../../support/package-files.ts';

const name = fc.constantFrom('question', 'chat_history', 'answer', 'a b', 'größe', 'x-odd', '__proto');
const input = fc.record(
  {
    type: fc.constantFrom('string', 'int', 'double', 'bool', 'list', 'object', 'image'),
    default: fc.jsonValue({ maxDepth: 2 }),
    description: fc.string(),
    is_chat_input: fc.boolean(),
    is_chat_history: fc.boolean(),
  },
  { requiredKeys: ['type'] },
);
const flow = fc
  .record({ inputs: fc.dictionary(name, input, { minKeys: 1 }), outputs: fc.array(name, { maxLength: 3 }) })
  .map(({ inputs, outputs }) => {
    const [first = ''] = Object.keys(inputs);
    const output = (is: string) => [
      is,
      { type: 'string', reference: `\${inputs.${first}}`, is_chat_output: is === 'answer' },
    ];
    return { inputs, outputs: Object.fromEntries(outputs.map(output)), nodes: [] };
  });

const validator = new Validator();

describe('the document that an endpoint will serve', () => {
  test('is valid OpenAPI 3, for any flow that is valid', async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(flow, async (definition) => {
        const { faults, swagger } = offlinePlan(
          packageOf({ 'flow.dag.yaml': JSON.stringify(definition) }),
          'any',
          'image',
        );
        if (faults.length > 0 || !swagger) return;
        valid += 1;
        const { valid: isValid, errors } = await validator.validate(
          structuredClone(swagger) as Record<string, unknown>,
        );
        expect(errors ?? []).toEqual([]);
        expect(isValid).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect(valid).toBeGreaterThan(30);
  });

  test('would be found out if it were not', async () => {
    const { valid } = await validator.validate({ openapi: '3.0.0', info: { title: 'a' }, paths: {} });

    expect(valid).toBe(false);
  });
});
