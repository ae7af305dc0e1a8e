import { describe, expect, test } from 'vitest';
import { readPackage } from '../../../domain/package/package.ts';
import { packageOf } from '../../support/package-files.ts';

const read = (source: string, yaml = 'entry: flow:run', files: Record<string, string> = {}) =>
  readPackage(packageOf({ 'flow.flex.yaml': yaml, 'flow.py': source, ...files }), 'my-flow');
const namesOf = (items: readonly { readonly name: string }[] = []) => items.map(({ name }) => name);

describe('a flex flow', () => {
  test('takes its inputs from the signature, and its outputs from the returned type', () => {
    const { facts, faults, warnings } = read(
      'class Answer(TypedDict):\n  text: str\n  score: float\ndef run(question: str, top: int = 3, *, more=None) -> Answer: ...',
      'entry: flow:run\ninputs: {question: {type: int}}\nenvironment: {image: x}\nenvironment_variables: {K: "${c.key}"}',
    );

    expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
    expect(facts).toEqual({
      kind: 'flex',
      flowFile: 'flow.flex.yaml',
      name: 'my-flow',
      isChat: false,
      inputs: [
        { name: 'question', type: 'string', required: true },
        { name: 'top', type: 'int', required: false, default: '3' },
        { name: 'more', type: 'object', required: false, default: '' },
      ],
      outputs: [
        { name: 'text', type: 'string' },
        { name: 'score', type: 'double' },
      ],
      connections: [{ name: 'c', usedBy: ['environment_variables.K'] }],
      usesIndexLookup: false,
      environmentVariables: { K: '${c.key}' },
      image: 'x',
    });
  });

  test('may be a class, of which the method __call__ answers', () => {
    const { facts } = read(
      'class Run:\n  def __init__(self, a: str): ...\n  def __call__(self, q: str) -> str: ...',
      'entry: flow:Run\noutputs: {text: {type: string}}',
    );

    expect([namesOf(facts?.inputs), namesOf(facts?.outputs)]).toEqual([['q'], ['text']]);
  });

  test('may lie in a package', () => {
    expect(read('', 'entry: app.flow:run', { 'app/flow.py': 'def run(q): ...' }).faults).toEqual([]);
    expect(read('', 'entry: app:run', { 'app/__init__.py': 'def run(q): ...' }).faults).toEqual([]);
  });

  test('needs the connections that its class is made with', () => {
    const { facts } = read(
      'class Run:\n  def __init__(self, model_config: AzureOpenAIModelConfiguration, search: CognitiveSearchConnection, name: str): ...\n  def __call__(self): ...',
      [
        'entry: flow:Run',
        'init: {store: {type: CustomConnection, default: in-yaml}, name: {type: string, default: no}}',
        'sample: {init: {model_config: {connection: in-sample}, search: in-signature, name: no}}',
        'environment_variables: {PF_FLOW_INIT_CONFIG: \'{"model_config":{"connection":"in-variable"}}\'}',
      ].join('\n'),
    );

    expect(facts?.connections).toEqual([
      { name: 'in-sample', usedBy: ['init.model_config'] },
      { name: 'in-signature', usedBy: ['init.search'] },
      { name: 'in-variable', usedBy: ['init.model_config'] },
      { name: 'in-yaml', usedBy: ['init.store'] },
    ]);
  });

  test('whose arguments cannot be read needs none', () => {
    expect(
      read('def run(): ...', 'entry: flow:run\nenvironment_variables: {PF_FLOW_INIT_CONFIG: "{"}').facts?.connections,
    ).toEqual([]);
  });

  test('may search an index', () => {
    expect(read('from azureml.rag import x\ndef run(): ...').facts?.usesIndexLookup).toBe(true);
  });

  test('whose entry comes from elsewhere is described by its definition', () => {
    const { facts, faults, warnings } = read('from other import run', 'entry: flow:run\ninputs: {q: {type: string}}');

    expect(namesOf(facts?.inputs)).toEqual(['q']);
    expect([faults, warnings.map(({ message }) => message)]).toEqual([
      [],
      [expect.stringContaining('another module'), expect.stringContaining('imports other')],
    ]);
    expect(read('class Run(Base): ...', 'entry: flow:Run').warnings).toHaveLength(1);
  });
});

describe('a flex flow is refused', () => {
  test.each([
    ['invalid-flow', 'def run(): ...', 'entry: flow'],
    ['invalid-flow', 'def run(): ...', 'entry: flow:other'],
    ['invalid-flow', 'class Run: ...', 'entry: flow:Run'],
    ['missing-file', 'def run(): ...', 'entry: other:run'],
    ['invalid-flow', 'def run(a: object): ...', 'entry: flow:run'],
    ['invalid-flow', 'def run() -> dict: ...', 'entry: flow:run'],
    ['invalid-flow', '@dataclass\nclass A:\n  x: List[str]\ndef run() -> A: ...', 'entry: flow:run'],
    ['invalid-flow', 'from __future__ import annotations\ndef run(a: str): ...', 'entry: flow:run'],
    ['unsupported-flow', '', 'entry: (Basic)Basic.Flow.Hello'],
    ['unsupported-flow', '', 'entry: a:b\nlanguage: csharp'],
  ])('as %s: %j, %j', (slug, source, yaml) => {
    expect(read(source, yaml).faults).toMatchObject([{ slug, runtimeClass: 'GenerateFlowMetaJsonError' }]);
  });

  test('as an evaluation when its class aggregates', () => {
    const { faults } = read(
      'class Run:\n  def __call__(self): ...\n  def __aggregate__(self, lines: list): ...',
      'entry: flow:Run',
    );

    expect(faults).toMatchObject([
      { slug: 'evaluation-flow', message: expect.stringContaining('Run has an __aggregate__') },
    ]);
  });
});

describe('a prompty', () => {
  const prompty = (head: string) =>
    readPackage(packageOf({ 'chat.prompty': `\n---\n${head}\n---\nsystem:\n{{question}}` }), 'my-flow');

  test('is told in facts', () => {
    const { facts, faults, warnings } = prompty(
      'model: {configuration: {connection: mine}}\ninputs: {question: {type: string}, n: {type: int, default: 1}}\noutputs: {a: {type: string}}',
    );

    expect(faults).toEqual([]);
    expect(warnings).toMatchObject([{ place: { file: 'chat.prompty', line: 3 } }]);
    expect(facts).toMatchObject({
      kind: 'prompty',
      flowFile: 'chat.prompty',
      inputs: [
        { name: 'question', required: true },
        { name: 'n', required: false },
      ],
      outputs: [{ name: 'a' }],
      connections: [{ name: 'mine', usedBy: ['model'] }],
    });
  });

  test('with a broken head is refused with the line', () => {
    expect(prompty('a: 1\na: 2').faults).toMatchObject([
      { slug: 'bad-yaml', place: { file: 'chat.prompty', line: 4 } },
    ]);
  });

  test('without a head has no inputs', () => {
    expect(readPackage(packageOf({ 'a.prompty': 'system: hello' }), 'x').facts).toMatchObject({
      inputs: [],
      outputs: [],
      connections: [],
    });
  });
});
