import { describe, expect, test } from 'vitest';
import { readPackage } from '../../../domain/package/package.ts';
import { packageOf } from '../../support/package-files.ts';

const slugsOf = (texts: Record<string, string>) => readPackage(packageOf(texts), 'name').faults.map(({ slug }) => slug);

describe('readPackage', () => {
  test.each([
    [{}, 'no-flow'],
    [{ 'readme.md': '' }, 'no-flow'],
    [{ 'flows/a/flow.dag.yaml': '', 'flows/b/flow.dag.yaml': '' }, 'no-flow'],
    [{ 'flow.dag.yaml': '', 'flow.flex.yaml': '' }, 'two-flows'],
    [{ 'flow.dag.yaml': '', 'flow.dag.yml': '' }, 'two-flows'],
    [{ 'a.prompty': '', 'b.prompty': '' }, 'two-flows'],
    [{ 'flow.dag.yaml': 'a: [' }, 'bad-yaml'],
    [{ 'flow.dag.yaml': 'entry: a:b' }, 'missing-file'],
  ])('refuses %j with %s', (texts, slug) => {
    expect(slugsOf(texts as Record<string, string>)).toEqual([slug]);
  });

  test('says where a definition lies deeper in the package', () => {
    const { faults } = readPackage(packageOf({ 'a/flow.dag.yaml': '', 'b.txt': '' }), 'name');

    expect(faults[0]?.message).toContain('a/flow.dag.yaml');
  });
});
