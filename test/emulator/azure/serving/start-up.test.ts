import { expect, test } from 'vitest';
import type { ConnectionAnswer } from '../../../../emulator/azure/serving/connections.ts';
import { loadFlow } from '../../../../emulator/azure/serving/load-flow.ts';
import { filesOf } from './contract-data.ts';
import { type Case, echo, flowWithTool, model, openAi, settings, start, tool } from './sample-starts.ts';

test.each<[fact: string, start: Case]>([
  ['a sound flow', { files: tool }],
  [
    'an import that requirements.txt brings',
    { files: { ...tool, 'echo.py': `import langchain.chains\n${echo}` }, packages: ['langchain==0.1'] },
  ],
  [
    'a distribution that is named otherwise than its module',
    { files: { ...tool, 'echo.py': `import sklearn\n${echo}` }, packages: ['scikit-learn>=1'] },
  ],
  [
    'an import inside a function',
    { files: { ...tool, 'echo.py': echo.replace('    return', '    import langchain\n    return') } },
  ],
  [
    'a connection given by the environment',
    { files: model, environment: { aoai: JSON.stringify(openAi()) }, connection: { status: 404 } },
  ],
  ['a name override', { files: model, environment: { aoai: 'other' } }],
  [
    'spaces in the settings of a flow without connections',
    { files: tool, environment: { PRT_CONFIG_OVERRIDE: settings.replaceAll(',', ', ') } },
  ],
  [
    'Entra for Azure OpenAI',
    { files: model, connection: { status: 200, body: openAi('AzureOpenAI', { authType: 'AAD' }) } },
  ],
  ['a flex flow', { files: { 'flow.flex.yaml': 'entry: a:f', 'a.py': 'def f(q: str) -> str: ...\n' } }],
  [
    'an evaluation flow',
    {
      files: {
        ...tool,
        'flow.dag.yaml': flowWithTool.replace('type: python', 'type: python, aggregation: true'),
      },
    },
  ],
])('the container starts with %s', (_fact, given) => {
  const flow = start(given);

  expect(flow.kind === 'crashed' ? flow.log : flow.kind).toBe('running');
});

const two = `
inputs: { q: { type: string } }
outputs: {}
nodes:
- { name: one, type: llm, source: { type: code, path: ask.jinja2 }, connection: a, inputs: {} }
- { name: two, type: llm, source: { type: code, path: ask.jinja2 }, connection: b, inputs: {} }
`;

test.each([
  ['two names share one connection', { a: 'shared', b: 'shared' }],
  ['the other name is used by the flow as well', { a: 'b' }],
  ['two names are swapped', { a: 'b', b: 'a' }],
])('a name override fails when %s', (_fact, environment) => {
  const flow = start({ files: { 'flow.dag.yaml': two, 'ask.jinja2': '' }, environment });

  expect(flow).toMatchObject({
    kind: 'crashed',
    log: expect.stringContaining('not found in dict connection provider'),
  });
});

test('a missing role does not stop the start: requests fail until it works', () => {
  let answer: ConnectionAnswer = { status: 403 };
  const flow = loadFlow({
    files: filesOf(model),
    name: 'my-flow',
    environmentVariables: { PRT_CONFIG_OVERRIDE: settings },
    connections: () => answer,
    packagesInstalled: [],
    now: () => 0,
  });
  if (flow.kind !== 'running') throw new Error(flow.log);
  const score = () => flow.handle({ method: 'POST', path: '/score', headers: {}, body: '{"question":"q"}' });

  const health = flow.handle({ method: 'GET', path: '/health', headers: {}, body: '' });
  const denied = score();
  answer = { status: 200, body: openAi() };
  const served = score();

  expect(health.status).toBe(200);
  expect(denied).toMatchObject({
    status: 400,
    body: expect.stringContaining('Access denied to list workspace secret due to invalid authentication.'),
    observation: { exception: 'OpenURLUserAuthenticationError' },
  });
  expect(served.status).toBe(200);
});

test('a model that is used with Entra answers once the identity has its role', () => {
  const resource = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a';
  const granted = new Set<string>();
  const flow = loadFlow({
    files: filesOf(model),
    name: 'my-flow',
    environmentVariables: { PRT_CONFIG_OVERRIDE: settings },
    connections: () => ({
      status: 200,
      body: openAi('AzureOpenAI', { authType: 'AAD', metadata: { ResourceId: resource } }),
    }),
    mayUse: (id) => granted.has(id),
    packagesInstalled: [],
    now: () => 0,
  });
  if (flow.kind !== 'running') throw new Error(flow.log);
  const score = () => flow.handle({ method: 'POST', path: '/score', headers: {}, body: '{"question":"q"}' });

  const denied = score();
  granted.add(resource);

  expect(denied).toMatchObject({ status: 400, body: expect.stringContaining('OpenAI API hits PermissionDeniedError') });
  expect(score().status).toBe(200);
});
