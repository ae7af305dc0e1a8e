import { describe, expect, test } from 'vitest';
import { check, readFiles } from '../../infra/check/check.ts';
import { loadGrammar } from '../../infra/check/grammar.ts';
import { readSnapshots } from '../../infra/check/schema.ts';

const grammar = await loadGrammar();
const files = readFiles();
const snapshots = readSnapshots();

describe('the infrastructure', () => {
  test('is sound Bicep, fits the types of Azure, and has no branch that no case takes', () => {
    const { findings, deployed } = check(files, snapshots, grammar);

    expect(findings).toEqual([]);
    expect(deployed.map(({ case: { name }, resources }) => [name, resources.length > 40])).toEqual([
      ['defaults', true],
      ['everything', true],
      ['existing topics', true],
      ['least', true],
    ]);
  });
});
