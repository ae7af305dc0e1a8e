import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offlinePlan } from '../../../domain/offline-plan.ts';
import { faultSlugs } from '../../../domain/outcome.ts';
import { packageOf } from '../../support/package-files.ts';

const word = fc.constantFrom('one', 'two', 'three', '');
const reference = fc.oneof(
  word,
  word.map((name) => `\${${name}}`),
  word.map((name) => `\${inputs.${name}}`),
  word.map((name) => `\${${name}.output}`),
);
const anything = fc.jsonValue({ maxDepth: 2 });
const type = fc.constantFrom('string', 'int', 'list', 'secret', 'python', 'llm', 'prompt', 'action', null, 3);

const node = fc.record(
  {
    name: fc.oneof(word, anything),
    type,
    source: fc.oneof(
      fc.record({ path: fc.constantFrom('t.py', 'gone.py', 't.jinja2', '../t.py') }, { requiredKeys: [] }),
      anything,
    ),
    inputs: fc.oneof(fc.dictionary(word, reference), anything),
    connection: word,
    aggregation: fc.boolean(),
    use_variants: fc.boolean(),
    activate: fc.oneof(fc.record({ when: reference, is: anything }, { requiredKeys: [] }), anything),
  },
  { requiredKeys: [] },
);
const port = fc.oneof(
  fc.record(
    { type, default: anything, reference, is_chat_input: fc.boolean(), description: anything },
    { requiredKeys: [] },
  ),
  anything,
);
const definition = fc.record(
  {
    inputs: fc.oneof(fc.dictionary(word, port), anything),
    outputs: fc.oneof(fc.dictionary(word, port), anything),
    nodes: fc.oneof(fc.array(node, { maxLength: 5 }), anything),
    node_variants: fc.oneof(
      fc.dictionary(
        word,
        fc.record({ default_variant_id: word, variants: fc.dictionary(word, fc.oneof(fc.record({ node }), anything)) }),
      ),
      anything,
    ),
    environment: fc.oneof(fc.record({ image: anything, python_requirements_txt: anything }), anything),
    environment_variables: fc.oneof(fc.dictionary(word, fc.oneof(reference, anything)), anything),
    additional_includes: fc.oneof(fc.array(anything), anything),
    type: anything,
    language: anything,
    entry: fc.constantFrom('t:f', 't', 'x:y', 3, null),
    init: fc.oneof(fc.dictionary(word, anything), anything),
    sample: anything,
  },
  { requiredKeys: [] },
);
const python = fc.string({
  unit: fc.constantFrom(
    '@tool\n',
    'def f(',
    'a: str',
    ', ',
    ')',
    ':',
    '\n',
    '  ',
    'class A(',
    '"',
    "'''",
    '#',
    'import x',
    '-> A',
    '[',
  ),
});

describe('whatever a definition says', () => {
  test('it is answered with facts or faults, each with a known slug', () => {
    fc.assert(
      fc.property(definition, python, (flow, source) => {
        const files = packageOf({
          'flow.dag.yaml': JSON.stringify(flow),
          't.py': source,
          't.jinja2': '',
          'requirements.txt': source,
        });
        const plan = offlinePlan(files, 'any', 'image');
        const slugs: readonly string[] = faultSlugs;

        expect(plan.faults.every(({ slug, message, remedy }) => slugs.includes(slug) && message && remedy)).toBe(true);
        expect(plan.kind !== 'unknown' || plan.faults.length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('roles are never others than those that are documented', () => {
    const known = ['Azure Machine Learning Workspace Connection Secrets Reader', 'AzureML Data Scientist'];
    fc.assert(
      fc.property(definition, (flow) => {
        const { roles } = offlinePlan(packageOf({ 'flow.dag.yaml': JSON.stringify(flow) }), 'any', 'image');
        return roles.every(({ role, scopeKind }) => known.includes(role) && scopeKind === 'workspace');
      }),
    );
  });

  test('a long chain of nodes, and one that bites its tail, are read in a moment', () => {
    const chain = (last: string) =>
      Array.from(
        { length: 600 },
        (_, index) =>
          `- {name: n${index}, type: prompt, source: {path: t.jinja2}, inputs: {x: "\${n${index === 0 ? last : index - 1}}"}}`,
      );
    const faultsOf = (last: string) =>
      offlinePlan(packageOf({ 'flow.dag.yaml': `nodes:\n${chain(last).join('\n')}`, 't.jinja2': '' }), 'any', 'image')
        .faults;

    expect(faultsOf('599')).toMatchObject([{ runtimeClass: 'NodeCircularDependency' }]);
    expect(faultsOf('none')).toMatchObject([{ runtimeClass: 'NodeReferenceNotFound' }]);
  });
});
