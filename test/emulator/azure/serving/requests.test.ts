import { expect, test } from 'vitest';
import { loadFlow } from '../../../../emulator/azure/serving/load-flow.ts';
import { filesOf } from './contract-data.ts';

const chat = `
inputs:
  question: { type: string, is_chat_input: true }
  chat_history: { type: list, is_chat_history: true }
outputs:
  answer: { type: string, reference: "\${ask.output}", is_chat_output: true }
nodes:
- { name: ask, type: llm, source: { type: code, path: ask.jinja2 }, connection: aoai, inputs: { deployment_name: gpt-4o } }
`;
const aoai = { properties: { category: 'AzureOpenAI', authType: 'ApiKey', target: 'x', metadata: {} } };

function running(files: Record<string, string>, environment: Record<string, string> = {}) {
  const flow = loadFlow({
    files: filesOf(files),
    name: 'chat',
    environmentVariables: {
      PRT_CONFIG_OVERRIDE: 'deployment.subscription_id=s,deployment.resource_group=g,deployment.workspace_name=w',
      ...environment,
    },
    connections: () => ({ status: 200, body: aoai }),
    packagesInstalled: [],
    now: () => 0,
  });
  if (flow.kind !== 'running') throw new Error(flow.log);
  const ask = (method: string, path: string, body = '', headers: Record<string, string> = {}) =>
    flow.handle({ method, path, headers, body });
  return {
    ask,
    score: (body: unknown, headers?: Record<string, string>) => ask('POST', '/score', JSON.stringify(body), headers),
    log: flow.log,
  };
}

const files = {
  'flow.dag.yaml': chat,
  'ask.jinja2': '{{question}}',
  'data.jsonl':
    '{"question": "How far is it?", "answer": "Three miles"}\n\n{"question": "Why?", "answer": "Because"}\n',
};

test('answers from the data file where a line matches the input', () => {
  const response = running(files).score({ question: 'How far is it?', chat_history: [] });

  expect(response).toMatchObject({ status: 200, body: '{"answer":"Three miles"}\n' });
});

test('answers any other input with a readable value that depends on the input alone', () => {
  const { score } = running(files);
  const [first, again, other] = ['a', 'a', 'b'].map((question) => score({ question, chat_history: [] }).body);

  expect(first).toMatch(/^\{"answer":"answer of node ask, emulated for input [0-9a-f]{8}"\}\n$/);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test.each([
  ['int', 'number'],
  ['double', 'number'],
  ['bool', 'boolean'],
  ['string', 'string'],
])('gives an output of type %s as a %s', (type, kind) => {
  const definition = `inputs: {q: {type: string}}\noutputs: {o: {type: ${type}, reference: "\${p.output}"}}\nnodes:\n- {name: p, type: prompt, source: {type: code, path: p.jinja2}, inputs: {q: "\${inputs.q}"}}`;
  const { score } = running({ 'flow.dag.yaml': definition, 'p.jinja2': '' });

  expect(typeof JSON.parse(score({ q: 'x' }).body).o).toBe(kind);
});

test('streams the answer in pieces when the client accepts events', () => {
  const response = running(files).score(
    { question: 'How far is it?', chat_history: [] },
    { accept: 'text/event-stream' },
  );

  expect(response.contentType).toBe('text/event-stream; charset=utf-8');
  expect(response.pieces).toEqual(['data: {"answer": "Three"}\n\n', 'data: {"answer": " miles"}\n\n']);
  expect(response.observation?.streaming).toBe(true);
});

test.each([
  [
    'names every missing required input',
    '{}',
    400,
    "Required input fields ['question', 'chat_history'] are missing in request data {}",
  ],
  [
    'quotes the request as Python does',
    '{"question":"x\'y"}',
    400,
    `are missing in request data {'question': \\"x'y\\"}`,
  ],
  [
    'refuses text where there is more than one input',
    'hi',
    400,
    "received non json data, but there's more than 1 input fields",
  ],
  [
    'refuses a history that is no list',
    '{"question":"q","chat_history":{}}',
    400,
    "flow input 'chat_history' does not match the expected type 'list'",
  ],
  [
    'refuses a history that is no JSON',
    '{"question":"q","chat_history":"notjson"}',
    400,
    "the value 'notjson' is invalid for JSON parsing",
  ],
  ['finds the inputs missing in an array', '[1,2]', 400, 'Required input fields'],
])('%s', (_fact, body, status, text) => {
  const response = running(files).ask('POST', '/score', body);

  expect(response.status).toBe(status);
  expect(response.body).toContain(text);
});

test('takes a history that is JSON in a string, and keeps fields it does not know out', () => {
  const response = running(files).score({ question: 'Why?', chat_history: '[]', other: 1 });

  expect(response.body).toBe('{"answer":"Because"}\n');
});

test('marks a chat flow in swagger', () => {
  const document = JSON.parse(running(files).ask('GET', '/swagger.json').body);

  expect(document.info).toMatchObject({
    'x-flow-type': 'chat',
    'x-chat-input': 'question',
    'x-chat-history': 'chat_history',
    'x-chat-output': 'answer',
  });
  expect(Object.keys(document.paths)).toEqual(['/feedback', '/score']);
});

test('the fastapi engine answers 405 and keeps the order of keys', () => {
  const { ask } = running(files, { PROMPTFLOW_SERVING_ENGINE: 'fastapi' });

  expect(ask('GET', '/score')).toMatchObject({ status: 405, body: '{"detail":"Method Not Allowed"}' });
  expect(ask('GET', '/health').body).toBe('{"status":"Healthy","version":"1.18.0"}');
  expect(ask('GET', '/none', '', { host: 'h' }).body).toContain(
    'The requested api http://h/none with GET is not supported',
  );
});

test('an unknown name among the included fields gives an empty answer', () => {
  const { score } = running(files, { PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: '["anwser"]' });

  expect(score({ question: 'Why?', chat_history: [] }).body).toBe('{}\n');
});

test('a flex flow that returns a primitive answers a bare value', () => {
  const { score } = running({
    'flow.flex.yaml': 'entry: a:f',
    'a.py': 'def f(q: str) -> str: ...\n',
    'data.jsonl': '{"q":"x","output":"y"}',
  });

  expect(score({ q: 'x' }).body).toBe('"y"\n');
});

test('the log shows errors with their class, and forgets old lines', () => {
  const { ask, log } = running(files);

  for (let at = 0; at < 200; at++) ask('POST', '/score', '{}');

  expect(log()).toContain('MissingRequiredFlowInput: Required input fields');
  expect(log().split('\n').length).toBeLessThan(1000);
});
