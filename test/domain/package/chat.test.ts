import { expect, test } from 'vitest';
import { chatShape } from '../../../domain/package/chat.ts';
import type { DagPort } from '../../../domain/package/dag.ts';

const port = (name: string, settings: Record<string, unknown> = {}): DagPort => ({
  name,
  settings,
  path: [],
  type: 'string',
});
const ask = port('ask', { is_chat_input: true });
const reply = port('reply', { is_chat_output: true });
const history = port('chat_history');

test.each([
  [
    'one question, one answer, a history',
    [ask, history],
    [reply],
    { chatInput: 'ask', chatHistory: 'chat_history', chatOutput: 'reply' },
  ],
  ['a history by mark', [ask, port('past', { is_chat_history: true })], [reply], { chatHistory: 'past' }],
  ['no outputs at all', [ask, history], [], { chatInput: 'ask', chatHistory: 'chat_history' }],
])('a flow is a chat with %s', (_, inputs, outputs, shape) => {
  expect(chatShape(inputs, outputs)).toMatchObject({ isChat: true, ...shape });
});

test.each([
  ['multiple chat inputs', [history], [reply]],
  ['multiple chat inputs', [ask, port('b', { is_chat_input: true }), history], [reply]],
  ['multiple chat outputs', [ask, history], [reply, port('b', { is_chat_output: true })]],
  ['chat output is not configured', [ask, history], [port('b')]],
  ['chat_history is required', [ask], [reply]],
  ['chat_history is required', [ask, port('chat_history', { is_chat_history: false })], [reply]],
])('a flow is no chat because of %s', (reason, inputs, outputs) => {
  expect(chatShape(inputs, outputs)).toMatchObject({ isChat: false, reason: expect.stringContaining(reason) });
});
