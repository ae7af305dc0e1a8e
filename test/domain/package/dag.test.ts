import { describe, expect, test } from 'vitest';
import { readPackage } from '../../../domain/package/package.ts';
import { packageOf } from '../../support/package-files.ts';

/** A flow of one Python node, with lines put in place of its own. */
const flow = (parts: { inputs?: string; outputs?: string; nodes?: string; more?: string } = {}) =>
  [
    'inputs:',
    parts.inputs ?? '  q: {type: string}',
    'outputs:',
    parts.outputs ?? '  a: {type: string, reference: "${one.output}"}',
    'nodes:',
    parts.nodes ?? node('one', 'q: ${inputs.q}'),
    parts.more ?? '',
  ].join('\n');
const node = (name: string, inputs = '', more = 'comment: none') =>
  `- {name: ${name}, type: python, source: {type: code, path: t.py}, inputs: {${quoted(inputs)}}, ${more}}`;
const quoted = (inputs: string) => inputs.replaceAll(/\$\{[^}]*\}/g, '"$&"');
const read = (text: string, others: Record<string, string> = {}) =>
  readPackage(packageOf({ 'flow.dag.yaml': text, 't.py': '@tool\ndef f(): ...', ...others }), 'my-flow');
const classesOf = (text: string) => read(text).faults.map((fault) => fault.runtimeClass ?? fault.slug);

describe('a DAG flow', () => {
  test('is told in facts', () => {
    const { facts, faults, warnings } = read(
      flow({
        inputs:
          '  q: {type: string, description: the question}\n  n: {type: int, default: 3}\n  z: {type: list, default: null}',
        outputs:
          '  a: {type: string, reference: "${one.output.x}"}\n  s: {type: double, reference: "${inputs.n}", evaluation_only: true, description: d}',
        more: 'environment: {image: "mcr.example/pf:1"}',
      }),
      { 'data.jsonl': '{}', 'requirements.txt': '# nothing\n\n' },
    );

    expect([faults, warnings]).toEqual([[], []]);
    expect(facts).toEqual({
      kind: 'dag',
      flowFile: 'flow.dag.yaml',
      name: 'my-flow',
      isChat: false,
      inputs: [
        { name: 'q', type: 'string', required: true, description: 'the question' },
        { name: 'n', type: 'int', required: false, default: 3 },
        { name: 'z', type: 'list', required: true },
      ],
      outputs: [
        { name: 'a', type: 'string' },
        { name: 's', type: 'double', evaluationOnly: true, description: 'd' },
      ],
      connections: [],
      usesIndexLookup: false,
      image: 'mcr.example/pf:1',
      sampleFile: 'data.jsonl',
    });
  });

  test('may be a chat', () => {
    const text = flow({
      inputs: '  q: {type: string, is_chat_input: true}\n  chat_history: {type: list}',
      outputs: '  a: {type: string, reference: "${one.output}", is_chat_output: true}',
    });

    expect(read(text).facts).toMatchObject({
      isChat: true,
      chatInput: 'q',
      chatHistory: 'chat_history',
      chatOutput: 'a',
    });
  });

  test('is read with the default variant in place of the node', () => {
    const text = flow({
      nodes: '- {name: one, use_variants: true}',
      more: 'node_variants: {one: {default_variant_id: b, variants: {a: {node: {type: python, source: {path: none.py}}}, b: {node: {type: llm, connection: c, source: {path: t.py}}}}}}',
    });

    expect(read(text)).toMatchObject({ faults: [], facts: { connections: [{ name: 'c', usedBy: ['one'] }] } });
  });

  test('needs the connections of its nodes and of its variables', () => {
    const text = flow({
      nodes: `${node('one', 'q: ${inputs.q}')}\n- {name: two, type: llm, source: {path: t.py}, connection: b}\n- {name: three, type: llm, source: {path: t.py}, connection: b}`,
      more: 'environment_variables: {KEY: " ${a.api_key} ", OTHER: "${not a reference", NUMBER: 3}',
    });

    expect(read(text).facts?.connections).toEqual([
      { name: 'a', usedBy: ['environment_variables.KEY'] },
      { name: 'b', usedBy: ['two', 'three'] },
    ]);
  });

  test('keeps its requirements when they ask for something', () => {
    const { facts } = read(flow({ more: 'environment: {python_requirements_txt: ./deps.txt}' }), {
      'deps.txt': 'bs4 # soup\n',
    });

    expect(facts).toMatchObject({ requirementsFile: 'deps.txt', requirementsText: 'bs4 # soup\n' });
  });

  test.each([
    '{path: t.py, tool: promptflow_vectordb.tool.common_index_lookup.search}, inputs: {}',
    '{path: t.py}, inputs: {mlindex_content: x}',
  ])('searches an index with %s', (rest) => {
    expect(read(flow({ nodes: `- {name: one, type: python, source: ${rest}}` })).facts?.usesIndexLookup).toBe(true);
  });

  test.each([
    { name: 'only' },
    { name: 'x', files: { 'one.jsonl': '' }, sampleFile: 'one.jsonl' },
    { name: 'y', files: { 'one.jsonl': '', 'two.jsonl': '' } },
    { name: 'z', files: { 'deep/one.jsonl': '' } },
  ])('finds the sample $sampleFile', ({ files = {}, sampleFile }) => {
    expect(read(flow(), files as Record<string, string>).facts?.sampleFile).toBe(sampleFile);
  });
});

describe('a DAG flow that the runtime would not start', () => {
  test.each([
    ['DuplicateNodeName', flow({ nodes: `${node('one')}\n${node('one')}` })],
    ['InputReferenceNotFound', flow({ nodes: node('one', 'x: ${inputs.r}') })],
    ['InputReferenceNotFound', flow({ nodes: node('one', 'x: ${flow.q.more}') })],
    ['NodeReferenceNotFound', flow({ nodes: node('one', 'x: ${two.output}') })],
    ['NodeReferenceNotFound', flow({ nodes: node('one', '', 'activate: {when: "${two}", is: 1}') })],
    [
      'NodeCircularDependency',
      flow({ nodes: `${node('one', 'x: ${two}')}\n${node('two', 'x: ${one.output.a}')}\n${node('three')}` }),
    ],
    ['NodeCircularDependency', flow({ nodes: node('one', '', 'activate: {when: "${one}", is: 1}') })],
    ['EmptyOutputReference', flow({ outputs: '  a: {type: string}' })],
    ['OutputReferenceNotFound', flow({ outputs: '  a: {type: string, reference: "${zero.output}"}' })],
    ['OutputReferenceNotFound', flow({ outputs: '  a: {type: string, reference: "${inputs.zero}"}' })],
    ['FlowDefinitionError', flow({ nodes: node('one', '', 'activate: {when: "${inputs.q}"}') })],
    ['KeyError', flow({ inputs: '  q: {default: 1}' })],
    ['KeyError', flow({ nodes: `${node('one')}\n- {type: python, source: {path: t.py}}` })],
    ['KeyError', flow({ more: 'node_variants: {one: {default_variant_id: a, variants: {a: {}}}}' })],
    ['UnservableType', flow({ inputs: '  q: {type: secret}' })],
    ['InvalidSource', flow({ nodes: '- {name: one, type: python, source: {path: none.py}}' })],
    ['InvalidSource', flow({ nodes: '- {name: one, type: python}' })],
    ['NotImplementedError', flow({ nodes: '- {name: one, type: action, source: {path: t.py}}' })],
    ['NotImplementedError', flow({ nodes: '- {name: one, source: {path: t.py}}' })],
    ['MissingConnection', flow({ nodes: '- {name: one, type: llm, source: {path: t.py}, connection: ""}' })],
    ['KeyError', '- a list'],
  ])('has the fault %s', (runtimeClass, text) => {
    expect(classesOf(text)).toEqual([runtimeClass]);
  });

  test('has a fault for each kind of node that looks the wrong way', () => {
    const nodes = [node('one'), node('all', 'x: ${one}', 'aggregation: true'), node('late', 'x: ${all}')].join('\n');
    const activated = [node('one'), node('all', '', 'reduce: true, activate: {when: "${one}", is: 1}')].join('\n');

    expect(classesOf(flow({ nodes }))).toEqual(['evaluation-flow', 'InvalidNodeReference']);
    expect(classesOf(flow({ nodes: activated }))).toEqual(['evaluation-flow', 'InvalidNodeReference']);
  });

  test('is told all its faults at once, each with its line', () => {
    const { faults } = read(
      'inputs:\n  q: {}\nnodes:\n- name: one\n  type: python\n  source: {path: gone.py}\n  inputs:\n    x: ${inputs.r}\n',
    );

    expect(faults.map(({ slug, place }) => [slug, place?.line, place?.field])).toEqual([
      ['invalid-flow', 2, 'inputs.q'],
      ['missing-file', 6, 'nodes.0.source'],
      ['invalid-flow', 8, 'nodes.0.inputs.x'],
    ]);
  });

  test('names the include that was not copied in', () => {
    const text = flow({
      nodes: '- {name: one, type: python, source: {path: shared.py}}',
      more: 'additional_includes: [../other/shared.py]',
    });

    expect(read(text).faults).toMatchObject([
      { slug: 'missing-file', runtimeClass: 'InvalidSource', message: expect.stringContaining('../other/shared.py') },
      { slug: 'missing-file', message: expect.stringContaining('no copy') },
    ]);
  });
});

describe('a flow that is not to be deployed', () => {
  test.each([
    ['evaluation-flow', flow({ more: 'type: evaluation' })],
    ['unsupported-flow', flow({ more: 'language: csharp' })],
  ])('is refused as %s', (slug, text) => {
    expect(read(text).faults).toMatchObject([{ slug }]);
  });

  test('loses an output that comes from all lines together', () => {
    const text = flow({
      outputs: '  a: {type: string, reference: "${all.output}"}',
      nodes: node('all', '', 'aggregation: true'),
    });

    expect(read(text)).toMatchObject({
      facts: { outputs: [{ name: 'a', isDropped: true }] },
      warnings: [{ place: { field: 'outputs.a.reference' } }],
    });
  });
});
