import { describe, expect, test } from 'vitest';
import { flowMetrics } from '../../../../emulator/azure/scoring/flow-metrics.ts';
import { errorInside, wrapped } from '../../../../emulator/azure/scoring/score-answers.ts';
import { trafficRecord } from '../../../../emulator/azure/scoring/traffic-record.ts';

const minuteInMs = 60_000;
const observation = { flow: 'default_flow_id', exception: '', streaming: false, tokens: [] };

describe('answers on their way to the caller', () => {
  test('a streamed answer leaves in its pieces', async () => {
    const answer = wrapped({ status: 200, contentType: 'text/event-stream', body: 'ab', pieces: ['a', 'b'] }, 'blue');

    const pieces: unknown[] = [];
    for await (const piece of answer.content as AsyncIterable<string>) pieces.push(piece);

    expect(pieces).toEqual(['a', 'b']);
    expect(answer.headers).toEqual({ 'content-type': 'text/event-stream', 'azureml-model-deployment': 'blue' });
  });

  test.each([
    [500, 'SystemError', 'INTERNAL SERVER ERROR'],
    [429, 'UserError', 'TOO MANY REQUESTS'],
    [599, 'SystemError', 'UNKNOWN'],
  ])('an error %i that a behaviour asks for is wrapped like one of the model', (status, code, reason) => {
    const error = errorInside({ status: 200, contentType: 'application/json', body: '{}', observation }, status);
    const answer = wrapped(error, 'blue');

    expect(answer).toMatchObject({
      status: 424,
      headers: { 'ms-azureml-model-error-statuscode': String(status), 'ms-azureml-model-error-reason': reason },
    });
    expect(JSON.parse(String(answer.content))).toMatchObject({ error: { code } });
    expect(error.observation?.exception).toBe('ToolExecutionError');
  });
});

describe('what is forgotten', () => {
  test('flow metrics after a week', () => {
    const flows = flowMetrics();
    const add = (minute: number) =>
      flows.add('/C', {
        time: minute * minuteInMs,
        status: 200,
        latencyInMs: 1,
        observation,
        common: {},
        tracing: false,
      });
    for (const minute of [0, 1, 7 * 24 * 60 + 1]) add(minute);

    expect([...flows.of('/c').keys()]).toEqual([7 * 24 * 60 + 1]);
  });

  test('traffic after 31 days', () => {
    const record = trafficRecord();
    const add = (minute: number) =>
      record.add({
        endpointId: '/E',
        deployment: 'blue',
        time: minute * minuteInMs,
        status: 200,
        latencyInMs: 1,
        bytes: 1,
      });
    for (const minute of [0, 5, 31 * 24 * 60 + 1]) add(minute);

    expect([...(record.of('/e').get('blue')?.keys() ?? [])]).toEqual([5, 31 * 24 * 60 + 1]);
  });
});

test('token counts need tracing, and come by node, engine and kind', () => {
  const flows = flowMetrics();
  const tokens = [{ node: 'ask', engine: 'gpt-4o', promptTokens: 12, completionTokens: 5 }];
  flows.add('/c', {
    time: 0,
    status: 200,
    latencyInMs: 80,
    observation: { ...observation, tokens },
    common: { endpoint: 'web' },
    tracing: true,
  });

  const points = [...(flows.of('/c').get(0)?.values() ?? [])].filter(({ name }) => name === 'token_consumption');
  expect(
    points.map(({ dimensions, sum }) => [
      dimensions['node'],
      dimensions['llm_engine'],
      dimensions['token_type'],
      dimensions['endpoint'],
      sum,
    ]),
  ).toEqual([
    ['ask', 'gpt-4o', 'prompt_tokens', 'web', 12],
    ['ask', 'gpt-4o', 'completion_tokens', 'web', 5],
  ]);
});
