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
const classesOf = (...args: Parameters<typeof read>) =>
  read(...args).faults.map((fault) => fault.runtimeClass ?? fault.slug);
const warningsOf = (...args: Parameters<typeof read>) => read(...args).warnings.map(({ message }) => message);
const python = (source: string) => ({ 't.py': `from promptflow.core import tool\n${source}` });

describe('a flow is warned of', () => {
  test.each([
    [
      'tools that come with a package',
      'type: python, source: {type: package, tool: own.tools.find}',
      {},
      /own\.tools\.find.*must come with/,
    ],
    [
      'connection types that are hidden',
      'type: python, source: {path: t.py}',
      { 't.py': 'from __future__ import annotations\n@tool\ndef f(c: OpenAIConnection): ...' },
      /hides connection types/,
    ],
    [
      'modules that nothing brings',
      'type: python, source: {path: t.py}',
      python('import langchain.llms\n@tool\ndef f(): ...'),
      /imports langchain,/,
    ],
  ])('%s', (_, node, files, words) => {
    expect(warningsOf(node, files as Record<string, string>)).toEqual([expect.stringMatching(words)]);
  });

  test.each([
    ['import bs4', 'BeautifulSoup4>=4\n'],
    ['import langchain', 'langchain[all]==0.1\n'],
    ['import own_lib', 'own.lib\n'],
    ['import own', 'other\nmy-own-tools==1\n'],
    ['from azure.search import documents\nimport json, requests\nfrom . import sibling', ''],
    ['import helper\nfrom folder import x', ''],
    ['try:\n    import rare\nexcept ImportError: ...', ''],
  ])('no module that is there: %j with %j', (imports, requirements) => {
    const files = {
      ...python(`${imports}\n@tool\ndef f(): ...`),
      'requirements.txt': requirements,
      'helper.py': '',
      'folder/x.py': '',
    };

    expect(warningsOf('type: python, source: {path: t.py}', files)).toEqual([]);
  });

  test.each([
    ['--extra-index-url https://feed.example/simple', /private feed/],
    ['-i https://feed.example/simple', /private feed/],
    ['-r base.txt', /another file/],
    ['-e .', /local path/],
    ['./wheels/own.whl', /local path/],
    ['own @ file:///x', /local path/],
    ['own @ git+ssh://git@x/y', /SSH/],
    ['promptflow==1.7.0', /below 1\.8/],
    ['promptflow<1.8', /below 1\.8/],
    ['openai<=0.28.1', /below 1\.0/],
    ['Flask==2.0', /server brings itself/],
  ])('the requirement %s', (entry, words) => {
    const { warnings } = read('type: python, source: {path: t.py}', { 'requirements.txt': `bs4\n${entry}\n` });

    expect(warnings).toMatchObject([
      { message: expect.stringMatching(words), place: { file: 'requirements.txt', line: 2 } },
    ]);
  });

  test.each([
    '--index-url https://pypi.org/simple',
    'promptflow==1.18.0',
    'promptflow<2',
    'openai~=1.3',
    'flask',
    'pandas==2.0 \\\n  # pinned',
  ])('no requirement such as %j', (entry) => {
    expect(warningsOf('type: python, source: {path: t.py}', { 'requirements.txt': entry })).toEqual([]);
  });
});

describe('a package', () => {
  test('must hold a copy of what its flow includes', () => {
    const more = 'additional_includes: [../a/one.py, ../b/data/, "C:\\\\x\\\\two.py"]';
    const { faults } = read('type: python, source: {path: t.py}', { 'one.py': '', 'data/x.csv': '' }, more);

    expect(faults).toMatchObject([
      { slug: 'missing-file', message: expect.stringContaining('two.py'), place: { line: 4 } },
    ]);
  });

  test.each([
    ['flow.dag.yaml', {}, 'environment_variables: {OPENAI_API_KEY: 0123456789abcdef}'],
    ['flow.dag.yaml', {}, 'environment_variables: {TOKENS: [{api_key: 0123456789abcdef}]}'],
    ['.env', { '.env': 'A=1\nexport API_KEY="0123456789abcdef"\n' }, ''],
    ['t.jinja2', { 't.jinja2': 'x\nuse sk-0123456789abcdefghijklmn here' }, ''],
    ['deep/settings.json', { 'deep/settings.json': '{"s":"AccountName=a;AccountKey=0123456789abcdef=="}' }, ''],
  ])('may hold no secret, as in %s, and does not tell it', (file, files, more) => {
    const { faults } = read('type: python, source: {path: t.py}', files as Record<string, string>, more);

    expect(faults).toMatchObject([{ slug: 'secret-in-package', place: { file } }]);
    expect(JSON.stringify(faults)).not.toContain('0123456789');
  });

  test('may hold references, placeholders and large data', () => {
    const files = {
      '.env': 'API_KEY=${VAULT_KEY}\nKEY=x\n',
      'big.json': `${' '.repeat(300_000)}sk-0123456789abcdefghijklmn`,
    };

    expect(
      read('type: python, source: {path: t.py}', files, 'environment_variables: {API_KEY: "${c.key}"}').faults,
    ).toEqual([]);
  });

  test('tells the variables that it sets, as Python would', () => {
    const { facts } = read(
      'type: python, source: {path: t.py}',
      {},
      'environment_variables: {A: 1, B: x, C: [1, {d: e}], D: null}',
    );

    expect(facts?.environmentVariables).toEqual({ A: '1', B: 'x', C: '[1, {"d": "e"}]', D: 'null' });
  });

  test('is an evaluation if the file beside it says so', () => {
    expect(classesOf('type: python, source: {path: t.py}', { 'flow.meta.yaml': 'type: evaluate' })).toEqual([
      'evaluation-flow',
    ]);
  });
});
