import { app, type InvocationContext } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { readHostJson } from '../../../emulator/host/host-json.ts';
import { createQueueTrigger } from '../../../emulator/host/triggers/queue-trigger.ts';
import { createWork } from '../../../emulator/host/work.ts';
import { gate, startTestHost, until } from './test-host.ts';
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

  test('keeps its message hidden for as long as the function runs', async () => {
    const queue = await storage.newQueue('leased');
    const log: string[] = [];
    const door = gate();
    let runs = 0;
    const fn = {
      name: 'take',
      metadata: { name: 'take', bindings: {} },
      callback: () => undefined,
      triggerName: 'item',
      trigger: { type: 'queueTrigger', direction: 'in' as const, queueName: 'leased', connection: storage.connection },
    };
    const trigger = createQueueTrigger(
      {
        settings: readHostJson(undefined, {}).queues,
        log: (_, message) => log.push(message),
        work: createWork(),
        leaseInSeconds: 1,
        run: () => {
          runs++;
          return door.passed;
        },
      },
      fn,
    );
    await queue.sendMessage(base64('x'));
    trigger.start();
    await until(() => runs === 1);
    const begin = Date.now();

    // Whoever asks meanwhile, the trigger itself too, is not given the message again.
    await until(() => Date.now() - begin > 2500);
    expect((await queue.peekMessages()).peekedMessageItems).toEqual([]);
    door.open();
    await trigger.stop();

    expect([runs, log, await storage.count('leased')]).toEqual([1, [], 0]);
  });

  test('takes as many messages at a time as batchSize says', async () => {
    const door = gate();
    let running = 0;
    const queue = await storage.newQueue('many');
    for (let n = 0; n < 8; n++) await queue.sendMessage(base64(String(n)));
    const visible = async () => (await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.length;
    const { host } = await startTestHost(
      {
        more: () =>
          app.storageQueue('take', {
            queueName: 'many',
            connection: storage.connection,
            handler: async () => {
              running++;
              await door.passed;
            },
          }),
      },
      { hostJson: { extensions: { queues: { batchSize: 4 } } } },
    );
    const looks: number[] = [];

    await until(() => running === 4);
    // The trigger looks several times a second, and takes no more.
    await until(async () => looks.push(await visible()) > 30);
    expect([running, Math.min(...looks)]).toEqual([4, 4]);
    door.open();

    await until(() => running === 8);
    await host.idle();
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
