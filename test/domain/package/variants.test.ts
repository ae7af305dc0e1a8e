import { describe, expect, test } from 'vitest';
import { fileText } from '../../../domain/package/file-text.ts';
import { readPackage } from '../../../domain/package/package.ts';
import { withVariant } from '../../../domain/package/variants.ts';
import { packageOf } from '../../support/package-files.ts';

const files = packageOf({
  'flow.dag.yaml': `# kept
nodes:
- name: ask
- name: other
node_variants:
  ask:
    default_variant_id: one
    variants:
      one: {node: {type: llm, connection: first, source: {path: t.jinja2}}}
      two: {node: {type: llm, connection: second, source: {path: t.jinja2}}}
`,
  't.jinja2': '',
});

describe('the variant that a batch run tested', () => {
  test('is what ships', () => {
    const outcome = withVariant(files, '${ask.two}');

    if (outcome.kind === 'refused') throw new Error(outcome.fault.message);
    expect(readPackage(outcome.value, 'x').facts?.connections.map(({ name }) => name)).toEqual(['second']);
    expect(fileText(outcome.value, 'flow.dag.yaml')).toContain('# kept');
  });

  test.each(['${ask.three}', '${none.two}', 'ask.two', '${other.two}'])('must be in the flow, unlike %s', (variant) => {
    expect(withVariant(files, variant)).toMatchObject({ fault: { slug: 'invalid-flow' } });
  });

  test('needs a flow, with nodes', () => {
    expect(withVariant(packageOf({}), '${ask.two}')).toMatchObject({ fault: { slug: 'no-flow' } });
    expect(
      withVariant(packageOf({ 'flow.dag.yaml': 'node_variants: {a: {variants: {b: {node: {}}}}}' }), '${a.b}').kind,
    ).toBe('done');
  });
});
