import { app, type EventGridEvent } from '@azure/functions';
import { expect, test } from 'vitest';
import { startTestHost } from './test-host.ts';

async function startListener() {
  const seen: string[] = [];
  const { host } = await startTestHost({
    more: () =>
      app.eventGrid('onEvent', {
        handler: (event: EventGridEvent) => {
          if (event.data?.['bad']) throw new Error('bad event');
          seen.push(event.id);
        },
      }),
  });
  const send = (type: string, body: unknown, functionName = 'onEvent') =>
    fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=${functionName}`, {
      method: 'POST',
      headers: { 'aeg-event-type': type },
      body: JSON.stringify(body),
    });
  return { host, send, seen };
}

test('a subscription is validated', async () => {
  const { send } = await startListener();

  const response = await send('SubscriptionValidation', [{ data: { validationCode: 'abc' } }]);

  expect([response.status, await response.json()]).toEqual([200, { validationResponse: 'abc' }]);
});

test('a subscription for CloudEvents asks first', async () => {
  const { host } = await startListener();

  const response = await fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=onEvent`, {
    method: 'OPTIONS',
    headers: { 'webhook-request-origin': 'eventgrid.azure.net' },
  });

  expect([response.status, response.headers.get('webhook-allowed-origin')]).toEqual([200, 'eventgrid.azure.net']);
});

test.each([
  ['an array of Event Grid events', 'Notification', [{ id: 'a' }, { id: 'b' }], 202, ['a', 'b']],
  ['one CloudEvent', 'Notification', { id: 'c', specversion: '1.0' }, 202, ['c']],
  [
    'an array in which one fails, so that all come again',
    'Notification',
    [{ id: 'd' }, { data: { bad: true } }],
    500,
    ['d'],
  ],
  ['the end of a subscription', 'Unsubscribe', [], 202, []],
  ['anything else', 'Other', [], 400, []],
])('%s is answered', async (_, type, body, status, expected) => {
  const { send, seen } = await startListener();

  expect((await send(type, body)).status).toBe(status);
  expect(seen.toSorted()).toEqual(expected);
});

test('an unknown function is not found', async () => {
  const { send } = await startListener();

  expect((await send('Notification', [], 'nobody')).status).toBe(404);
});
