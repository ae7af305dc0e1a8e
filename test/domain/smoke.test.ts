import { describe, expect, test } from 'vitest';
import type { PackageFacts } from '../../domain/package/facts.ts';
import { checkAnswer, sampleFileFor, smokeRequests, withHistory } from '../../domain/smoke.ts';
import { factsOf } from '../support/facts.ts';
import { manifestOf } from '../support/manifest.ts';

const inputs: PackageFacts['inputs'] = [
  { name: 'url', type: 'string', required: true },
  { name: 'top', type: 'int', required: false, default: 0 },
];

describe('the smoke test sends', () => {
  const bodyFor = (facts: PackageFacts, text = '', sample?: string) =>
    smokeRequests(facts, manifestOf(text), sample)[0]?.body;

  test.each([
    ['the request of the manifest', 'smokeTest: {request: {url: m, extra: 1}}', '{"url":"s"}', { url: 'm', top: 0 }],
    [
      'the first line of the sample, without what is no input',
      '',
      '\n{"url":"s","top":3,"answer":"x"}\n{"url":"t"}',
      { url: 's', top: 3 },
    ],
    ['the first of a list', '', '[\n {"url":"s"},\n {"url":"t"}\n]', { url: 's', top: 0 }],
    ['an object over several lines', '', '{\n "url":"s"\n}', { url: 's', top: 0 }],
    ['defaults and stand-ins when the sample is unreadable', '', 'url,top\ns,3', { url: 'smoke test', top: 0 }],
    ['defaults and stand-ins when there is no sample', '', undefined, { url: 'smoke test', top: 0 }],
  ])('%s', (_, text, sample, body) => {
    expect(bodyFor(factsOf({ inputs }), text, sample)).toEqual(body);
  });

  test('a value of the right type for every input', () => {
    const types = ['int', 'double', 'bool', 'list', 'object', 'image', 'other'];
    const facts = factsOf({ inputs: types.map((type) => ({ name: type, type, required: true })) });

    expect(bodyFor(facts)).toMatchObject({ int: 1, double: 1, bool: true, list: [], object: {}, other: 'smoke test' });
    expect(bodyFor(facts)?.['image']).toHaveProperty('data:image/png;base64');
  });

  test('everything that is given to a flow whose inputs are not known', () => {
    expect(bodyFor(factsOf({ inputs: [] }), '', '{"a":1}')).toEqual({ a: 1 });
  });

  test('one request per turn of a conversation, each with the turns before', () => {
    const chat = factsOf({
      isChat: true,
      chatInput: 'question',
      chatHistory: 'chat_history',
      inputs: [
        { name: 'question', type: 'string', required: true },
        { name: 'chat_history', type: 'list', required: true },
      ],
    });
    const [first, second] = smokeRequests(
      chat,
      manifestOf('smokeTest: {turns: [{say: hello}, {say: again, contains: hello}]}'),
    );
    const exchange = { inputs: { question: 'hello' }, outputs: { answer: 'hi' } };

    expect(first).toEqual({ body: { question: 'hello', chat_history: [] } });
    expect(second && withHistory(second, chat, [exchange])).toEqual({
      body: { question: 'again', chat_history: [exchange] },
      contains: 'hello',
    });
    expect(first && withHistory(first, chat, [])).toBe(first);
  });

  test('a sample that the manifest names, else one that lies in the package', () => {
    expect(sampleFileFor(factsOf({ sampleFile: 'data.jsonl' }), manifestOf())).toBe('data.jsonl');
    expect(sampleFileFor(factsOf(), manifestOf('smokeTest: {sampleFrom: mine.json}', { 'mine.json': '' }))).toBe(
      'mine.json',
    );
    expect(sampleFileFor(factsOf(), manifestOf())).toBeUndefined();
  });
});

describe('an answer', () => {
  const facts = factsOf({
    outputs: [
      { name: 'answer', type: 'string' },
      { name: 'score', type: 'double', evaluationOnly: true },
    ],
  });
  const check = (body: string, text = '', parts: { status?: number; latencyInSeconds?: number } = {}) =>
    checkAnswer(facts, manifestOf(text), { status: 200, headers: {}, body, latencyInSeconds: 1, ...parts });

  test.each([
    ['every output is there', '{"answer":"yes"}', ''],
    ['the chosen outputs are there', '{"score":1}', 'outputs: [score]'],
    ['the named outputs are there', '{"other":1}', 'smokeTest: {expect: {outputs: [other]}}'],
    [
      'the outputs have their values',
      '{"answer":{"a":[1,{"b":null}],"c":2}}',
      'smokeTest: {expect: {outputs: {answer: {c: 2, a: [1, {b: null}]}}}}',
    ],
    ['it contains the texts', '{"answer":"yes, sure"}', 'smokeTest: {expect: {contains: [yes, sure]}}'],
    ['it fits the schema', '{"answer":"yes"}', 'smokeTest: {expect: {jsonSchema: {type: object, required: [answer]}}}'],
    ['it is quick enough', '{"answer":"yes"}', 'smokeTest: {expect: {maxLatencySeconds: 2}}'],
  ])('passes when %s', (_, body, text) => {
    expect(check(body, text)).toEqual({ passed: true, reasons: [] });
  });

  test.each([
    ['has no output answer', '{}', ''],
    ['has no output answer', '{"answer":null}', ''],
    ['is not a JSON object', '"yes"', ''],
    ['is not a JSON object', '<html>', ''],
    ['instead of "no"', '{"answer":"yes"}', 'smokeTest: {expect: {outputs: {answer: no}}}'],
    ['instead of [1]', '{"answer":{"0":1}}', 'smokeTest: {expect: {outputs: {answer: [1]}}}'],
    ['instead of {"a":1}', '{"answer":{"a":1,"b":2}}', 'smokeTest: {expect: {outputs: {answer: {a: 1}}}}'],
    ['instead of {"a":1}', '{"answer":{"b":1}}', 'smokeTest: {expect: {outputs: {answer: {a: 1}}}}'],
    ['does not contain "sure"', '{"answer":"yes"}', 'smokeTest: {expect: {contains: sure}}'],
    [
      'does not fit the schema at answer',
      '{"answer":"yes"}',
      'smokeTest: {expect: {jsonSchema: {type: object, properties: {answer: {type: number}}}}}',
    ],
    [
      'does not fit the schema at its top',
      '{"answer":"yes"}',
      'smokeTest: {expect: {jsonSchema: {type: array, items: {}}}}',
    ],
    ['took 1.0 s instead of at most 0.5 s', '{"answer":"yes"}', 'smokeTest: {expect: {maxLatencySeconds: 0.5}}'],
  ])('fails when it %s: %s', (words, body, text) => {
    const { passed, reasons } = check(body, text);

    expect(passed).toBe(false);
    expect(reasons.join(' ')).toContain(words);
  });

  test('to a turn must contain what the turn expects', () => {
    const answer = { status: 200, headers: {}, body: '{"answer":"yes"}', latencyInSeconds: 1 };

    expect(checkAnswer(facts, manifestOf(), answer, 'yes').passed).toBe(true);
    expect(checkAnswer(facts, manifestOf(), answer, 'no').passed).toBe(false);
  });

  test('of a flow whose outputs are not known must be JSON', () => {
    const check = (body: string) =>
      checkAnswer(factsOf({ outputs: [] }), manifestOf(), { status: 200, headers: {}, body, latencyInSeconds: 1 });

    expect(check('"yes"').passed).toBe(true);
    expect(check('yes').passed).toBe(false);
  });

  test('may be an error if the manifest expects one', () => {
    expect(check('{"error":{}}', 'smokeTest: {expect: {status: 400}}', { status: 400 })).toEqual({
      passed: true,
      reasons: [],
    });
  });

  test('with another status fails, in few words', () => {
    const { passed, reasons, waitForRole } = check('x'.repeat(5_000), '', { status: 424 });

    expect({ passed, waitForRole }).toEqual({ passed: false, waitForRole: undefined });
    expect(reasons[0]?.length).toBeLessThan(400);
  });

  test.each([
    'Access denied to list workspace secret due to invalid authentication. Please ensure you have gain RBAC role …',
    'OpenAI API hits PermissionDeniedError: Principal does not have access to API/Operation.',
    'Open url …/connections/c/listsecrets failed with status code: 502, Identity(object id: 1) …',
    'Lack authorization to perform action "Microsoft.MachineLearningService/workspaces/datastores/read"',
  ])('that asks for a role asks for patience: %s', (message) => {
    expect(check(JSON.stringify({ error: { code: 'UserError', message } }), '', { status: 424 }).waitForRole).toBe(
      true,
    );
  });
});
