import { describe, expect, test } from 'vitest';
import { readPackage } from '../../../domain/package/package.ts';
import { packageOf } from '../../support/package-files.ts';

/** A flow of one node that is written as YAML in one line. */
const read = (node: string, files: Record<string, string> = {}, more = '') =>
  readPackage(
    packageOf({
      'flow.dag.yaml': `outputs: {a: {type: string, reference: "\${n}"}}\nnodes:\n- {name: n, ${node}}\n${more}`,
      't.py': 'from promptflow.core import tool\n@tool\ndef f(q: str): ...',
      ...files,
    }),
    'my-flow',
  );
const connectionsOf = (...args: Parameters<typeof read>) => read(...args).facts?.connections.map(({ name }) => name);
const classesOf = (...args: Parameters<typeof read>) =>
  read(...args).faults.map((fault) => fault.runtimeClass ?? fault.slug);
const python = (source: string) => ({ 't.py': `from promptflow.core import tool\n${source}` });

describe('a node needs', () => {
  test.each([
    [
      'the connection of its Python parameter',
      'type: python, source: {path: ./t.py}, inputs: {c: mine, q: no}',
      python('@tool\ndef f(c: OpenAIConnection, q: str): ...'),
      ['mine'],
    ],
    [
      'none when the parameter is filled by a reference',
      'type: python, source: {path: t.py}, inputs: {c: "${inputs.c}"}',
      python('@tool\ndef f(c: OpenAIConnection): ...'),
      [],
    ],
    [
      'none when the parameter is left empty',
      'type: python, source: {path: t.py}, inputs: {c: ""}',
      python('@tool\ndef f(c: OpenAIConnection): ...'),
      [],
    ],
    ['none for a prompt', 'type: prompt, source: {path: t.jinja2}, inputs: {connection: mine}', { 't.jinja2': '' }, []],
    [
      'the connection of a package tool',
      'type: python, source: {type: package, tool: promptflow.tools.embedding.embedding}, inputs: {connection: mine}',
      {},
      ['mine'],
    ],
    [
      'what the noted inputs of a package tool say',
      'type: python, source: {type: package, tool: own.tool}, inputs: {store: mine, connection: no}',
      {
        '.promptflow/flow.tools.json':
          '{"package":{"own.tool":{"inputs":{"store":{"type":["CustomConnection"]},"connection":{"type":"string"}}}}}',
      },
      ['mine'],
    ],
    [
      'what was noted of a code tool that is missing',
      'type: python, source: {path: gone.py}, inputs: {c: mine}',
      { '.promptflow/flow.tools.json': '{"code":{"gone.py":{"inputs":{"c":{"type":["OpenAIConnection"]}}}}}' },
      ['mine'],
    ],
    [
      'nothing that stale notes hide',
      'type: python, source: {path: gone.py}, inputs: {c: mine}',
      { '.promptflow/flow.tools.json': '{' },
      [],
    ],
    [
      'the connections of its assistant',
      'type: python, source: {path: t.py}, inputs: {definition: assistant.yaml, other: none.yaml}',
      {
        'assistant.yaml':
          'model: m\ntools:\n- {type: function, predefined_inputs: {connection: mine}}\n- {connection: other}',
      },
      ['mine', 'other'],
    ],
  ])('%s', (_, node, files, connections) => {
    expect(connectionsOf(node, files as Record<string, string>)).toEqual(connections);
  });

  test('the connections of an index, wherever they are', () => {
    const id =
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/other/connections/search';
    const content = JSON.stringify(
      `embeddings: {connection: {id: /workspaces/w/connections/aoai}}\nindex: {kind: acs, connection: {id: ${id}}}`,
    );
    const { facts } = read(
      `type: python, source: {type: package, tool: promptflow_vectordb.tool.common_index_lookup.search}, inputs: {mlindex_content: ${content}}`,
    );

    expect(facts).toMatchObject({
      usesIndexLookup: true,
      connections: [
        { name: 'aoai', usedBy: ['n'] },
        { name: 'search', usedBy: ['n'], resourceId: id },
      ],
    });
  });

  test('no index unless its code searches one', () => {
    const node = 'type: python, source: {path: t.py}';

    expect(
      read(node, python('from azureml.rag.mlindex import MLIndex\n@tool\ndef f(): ...')).facts?.usesIndexLookup,
    ).toBe(true);
    expect(read(node, python('# MLIndex\n@tool\ndef f(): ...')).facts?.usesIndexLookup).toBe(false);
  });
});

describe('a node cannot start', () => {
  test.each([
    ['MultipleToolsDefined', 'type: python, source: {path: t.py}', python('@tool\ndef f(): ...\n@tool\ndef g(): ...')],
    ['NoToolDefined', 'type: python, source: {path: t.py}', { 't.py': 'def f(): ...' }],
    ['FailedToImportModule', 'type: llm, source: {path: t.py}, connection: c, module: promptflow.tools.aoai.11', {}],
    ['FailedToImportModule', 'type: llm, source: {path: t.py}, connection: c, module: promptflow.tools.aoai.more', {}],
    [
      'PackageToolNotFoundError',
      'type: python, source: {type: package, tool: promptflow.tools.serpapi.SerpAPI.find}',
      {},
    ],
  ])('%s', (runtimeClass, node, files) => {
    expect(classesOf(node, files as Record<string, string>)).toEqual([runtimeClass]);
  });

  test.each([
    ['type: llm, source: {path: t.py}, connection: c, module: promptflow.tools.aoai', {}],
    ['type: python, source: {path: t.py}', { 't.py': 'from promptflow import tool\ndef f(): ...\nf = tool(f)' }],
    ['type: python, source: {path: t.py}', { 't.py': 'from tools import *' }],
  ])('is not said of %s', (node, files) => {
    expect(classesOf(node, files as Record<string, string>)).toEqual([]);
  });
});
