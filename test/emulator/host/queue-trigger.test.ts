import { app, type InvocationContext } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { keepLease } from '../../../emulator/host/triggers/queue-lease.ts';
import { startTestHost, until } from './test-host.ts';
import { base64, fromBase64, testStorage } from './test-storage.ts';

const storage = testStorage();

describe('a queue function', () => {
  test('gets the message and what is known of it, and the message is gone when it has succeeded', async () => {
    const seen: { item: unknown; context: InvocationContext }[] = [];
    const queue = await storage.newQueue('plain');
    await startTestHost(
      {
        more: () =>
          app.storageQueue('take', {
            queueName: '%PLAIN%',
            connection: storage.connection,
            handler: (item, context) => void seen.push({ item, context }),
          }),
      },
      { settings: { PLAIN: 'plain' } },
    );

    await queue.sendMessage(base64('{"n":7}'));
    await until(() => seen.length === 1);
    await until(async () => (await storage.count('plain')) === 0);

    expect(seen[0]?.item).toEqual({ n: 7 });
    expect(seen[0]?.context.triggerMetadata).toMatchObject({ dequeueCount: 1, queueTrigger: { n: 7 } });
  });

  test('that fails gets the message five times, and then it is poison, with its body kept', async () => {
    let tries = 0;
    const queue = await storage.newQueue('failing');
    await startTestHost({
      more: () =>
        app.storageQueue('take', {
          queueName: 'failing',
          connection: storage.connection,
          handler: () => {
            tries++;
            throw new Error('cannot');
          },
        }),
    });

    await queue.sendMessage(base64('{"bad":true}'));
    await until(async () => storage.queue('failing-poison').exists());
    await until(async () => (await storage.count('failing')) === 0 && (await storage.count('failing-poison')) === 1);

    expect(tries).toBe(5);
    expect((await storage.textsIn('failing-poison')).map(fromBase64)).toEqual(['{"bad":true}']);
  });

  test.each([
    ['base64', 'not base64!', 'poison'],
    ['none', 'plain text', 'taken'],
  ])('with messageEncoding %s and the text %j: %s', async (messageEncoding, text, fate) => {
    const seen: unknown[] = [];
    const name = `encoded-${messageEncoding}`;
    const queue = await storage.newQueue(name);
    await startTestHost(
      {
        more: () =>
          app.storageQueue('take', {
            queueName: name,
            connection: storage.connection,
            handler: (item) => void seen.push(item),
          }),
      },
      { hostJson: { extensions: { queues: { messageEncoding, maxDequeueCount: 2 } } } },
    );

    await queue.sendMessage(text);
    await until(async () => (await storage.count(name)) === 0);

    if (fate === 'taken') expect(seen).toEqual([text]);
    else expect([seen, await storage.textsIn(`${name}-poison`)]).toEqual([[], [text]]);
  });

  test('keeps its message hidden by renewing the lease while it runs', async () => {
    const queue = await storage.newQueue('leased');
    await queue.sendMessage('x');
    const [message] = (await queue.receiveMessages({ visibilityTimeout: 1 })).receivedMessageItems;
    if (!message) throw new Error('no message');
    const errors: unknown[] = [];

    const lease = keepLease(queue, message, (error) => errors.push(error), 1);
    const begin = Date.now();
    const seenByOthers: number[] = [];
    await until(async () => {
      seenByOthers.push((await queue.receiveMessages({ visibilityTimeout: 1 })).receivedMessageItems.length);
      return Date.now() - begin > 2500;
    });

    expect(Math.max(...seenByOthers)).toBe(0);
    await queue.deleteMessage(message.messageId, await lease.stop());
    expect(errors).toEqual([]);
  });

  test('of a queue that is not there yet waits for it', async () => {
    const seen: unknown[] = [];
    await startTestHost({
      more: () =>
        app.storageQueue('take', {
          queueName: 'later',
          connection: storage.connection,
          handler: (item) => void seen.push(item),
        }),
    });

    const queue = await storage.newQueue('later');
    await queue.sendMessage(base64('hello'));

    await until(() => seen.length === 1);
  });
});
