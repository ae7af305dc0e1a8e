import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contractDiff } from '../../domain/contract-diff.ts';
import type { FlowInput, FlowOutput, PackageFacts } from '../../domain/package/facts.ts';
import { swaggerOf } from '../../domain/package/swagger.ts';
import { factsOf } from '../support/facts.ts';

const diff = (stable: Partial<PackageFacts>, candidate: Partial<PackageFacts>) =>
  contractDiff(swaggerOf(factsOf(stable)), swaggerOf(factsOf(candidate))).map(
    ({ what, isBreaking }) => `${isBreaking ? 'breaking' : 'harmless'} ${what}`,
  );

const input = (name: string, parts: Partial<FlowInput> = {}): FlowInput => ({
  name,
  type: 'string',
  required: true,
  ...parts,
});
const output = (name: string, type = 'string'): FlowOutput => ({ name, type });

describe('between two releases', () => {
  test.each([
    ['nothing changed', {}, {}, []],
    [
      'an output went',
      { outputs: [output('a'), output('b')] },
      { outputs: [output('a')] },
      ['breaking output-removed'],
    ],
    [
      'an output changed its type',
      { outputs: [output('a')] },
      { outputs: [output('a', 'int')] },
      ['breaking output-retyped'],
    ],
    ['an output came', { outputs: [output('a')] }, { outputs: [output('a'), output('b')] }, ['harmless output-added']],
    ['an input came that callers must send', { inputs: [] }, { inputs: [input('a')] }, ['breaking input-added']],
    [
      'an input came with a default',
      { inputs: [] },
      { inputs: [input('a', { default: 'x' })] },
      ['harmless input-added'],
    ],
    ['an input went', { inputs: [input('a')] }, { inputs: [] }, ['harmless input-removed']],
    [
      'an input changed its type',
      { inputs: [input('a')] },
      { inputs: [input('a', { type: 'list' })] },
      ['breaking input-retyped'],
    ],
    [
      'an input lost its default',
      { inputs: [input('a', { default: 'x' })] },
      { inputs: [input('a')] },
      ['breaking input-default-removed'],
    ],
    [
      'a chat asks in another field',
      { inputs: [input('a', { chat: 'input' })] },
      { inputs: [input('a', { chat: 'history' })] },
      ['breaking chat-changed', 'breaking chat-changed', 'harmless chat-changed'],
    ],
    [
      'a flow became a chat',
      { inputs: [input('a')] },
      { inputs: [input('a', { chat: 'input' })] },
      ['harmless chat-changed', 'harmless chat-changed'],
    ],
  ])('%s', (_, stable, candidate, changes) => {
    expect(diff(stable, candidate)).toEqual(changes);
  });

  test('breaking changes come first', () => {
    const changes = diff({ inputs: [input('gone')], outputs: [output('a')] }, { inputs: [], outputs: [] });

    expect(changes).toEqual(['breaking output-removed', 'harmless input-removed']);
  });

  test('documents that say nothing differ in nothing', () => {
    expect(contractDiff({}, { paths: null, info: 'x' })).toEqual([]);
  });

  test('a release never breaks itself', () => {
    const port = fc.record({ name: fc.string({ minLength: 1 }), type: fc.constantFrom('int', 'string', 'list') });
    fc.assert(
      fc.property(fc.uniqueArray(port, { selector: ({ name }) => name }), (ports) => {
        const facts = { inputs: ports.map((each) => ({ ...each, required: true })), outputs: ports };
        return diff(facts, facts).length === 0;
      }),
    );
  });
});
