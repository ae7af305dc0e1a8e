import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { app, type InvocationContext, output } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepLease } from '../../../emulator/host/triggers/queue-lease.ts';
import { type Storage, startStorage } from '../../../emulator/storage.ts';
import { startTestHost, until } from './test-host.ts';

let storage: Storage;
let queues: QueueServiceClient;
let blobs: BlobServiceClient;
const folder = mkdtempSync(path.join(tmpdir(), 'host-storage-'));
const connection = 'Storage';

beforeAll(async () => {
  storage = await startStorage({ folder });
  process.env[connection] = storage.addresses.connectionString;
  process.env['AzureWebJobsStorage'] = storage.addresses.connectionString;
  queues = QueueServiceClient.fromConnectionString(storage.addresses.connectionString);
  blobs = BlobServiceClient.fromConnectionString(storage.addresses.connectionString);
});

afterAll(async () => {
  await storage.stop();
  rmSync(folder, { recursive: true, force: true });
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString();

async function newQueue(name: string): Promise<QueueClient> {
  const queue = queues.getQueueClient(name);
  await queue.create();
  return queue;
}

async function textsIn(name: string): Promise<string[]> {
  const { receivedMessageItems } = await queues.getQueueClient(name).receiveMessages({ numberOfMessages: 32 });
  return receivedMessageItems.map((message) => message.messageText);
}

const count = async (name: string) => (await queues.getQueueClient(name).getProperties()).approximateMessagesCount;

describe('a queue function', () => {
  test('gets the message and what is known of it, and the message is gone when it has succeeded', async () => {
    const seen: { item: unknown; context: InvocationContext }[] = [];
    const queue = await newQueue('plain');
    await startTestHost(
      {
        more: () =>
          app.storageQueue('take', {
            queueName: '%PLAIN%',
            connection,
            handler: (item, context) => void seen.push({ item, context }),
          }),
      },
      { settings: { PLAIN: 'plain' } },
    );

    await queue.sendMessage(base64('{"n":7}'));
    await until(() => seen.length === 1);
    await until(async () => (await count('plain')) === 0);

    expect(seen[0]?.item).toEqual({ n: 7 });
    expect(seen[0]?.context.triggerMetadata).toMatchObject({ dequeueCount: 1, queueTrigger: { n: 7 } });
  });

  test('that fails gets the message five times, and then it is poison, with its body kept', async () => {
    let tries = 0;
    const queue = await newQueue('failing');
    await startTestHost({
      more: () =>
        app.storageQueue('take', {
          queueName: 'failing',
          connection,
          handler: () => {
            tries++;
            throw new Error('cannot');
          },
        }),
    });

    await queue.sendMessage(base64('{"bad":true}'));
    await until(async () => queues.getQueueClient('failing-poison').exists());
    await until(async () => (await count('failing')) === 0 && (await count('failing-poison')) === 1);

    expect(tries).toBe(5);
    expect((await textsIn('failing-poison')).map(fromBase64)).toEqual(['{"bad":true}']);
  });

  test.each([
    ['base64', 'not base64!', 'poison'],
    ['none', 'plain text', 'taken'],
  ])('with messageEncoding %s and the text %j: %s', async (messageEncoding, text, fate) => {
    const seen: unknown[] = [];
    const name = `encoded-${messageEncoding}`;
    const queue = await newQueue(name);
    await startTestHost(
      {
        more: () => app.storageQueue('take', { queueName: name, connection, handler: (item) => void seen.push(item) }),
      },
      { hostJson: { extensions: { queues: { messageEncoding, maxDequeueCount: 2 } } } },
    );

    await queue.sendMessage(text);
    await until(async () => (await count(name)) === 0);

    if (fate === 'taken') expect(seen).toEqual([text]);
    else expect([seen, await textsIn(`${name}-poison`)]).toEqual([[], [text]]);
  });

  test('keeps its message hidden by renewing the lease while it runs', async () => {
    const queue = await newQueue('leased');
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
      more: () => app.storageQueue('take', { queueName: 'later', connection, handler: (item) => void seen.push(item) }),
    });

    const queue = await newQueue('later');
    await queue.sendMessage(base64('hello'));

    await until(() => seen.length === 1);
  });
});

describe('outputs', () => {
  test('go to queues and blobs, by the names of the trigger', async () => {
    const toQueue = output.storageQueue({ queueName: 'done', connection });
    const toBlob = output.storageBlob({ path: 'reports/{name}-{rand-guid}.txt', connection });
    const queue = await newQueue('jobs');
    await startTestHost({
      more: () =>
        app.storageQueue('report', {
          queueName: 'jobs',
          connection,
          return: toQueue,
          extraOutputs: [toBlob],
          handler: (item, context) => {
            context.extraOutputs.set(toBlob, 'the report');
            return [{ got: item }, 'text'];
          },
        }),
    });

    await queue.sendMessage(base64('{"name":"alpha"}'));
    await until(async () => queues.getQueueClient('done').exists());
    await until(async () => ((await count('done')) ?? 0) === 2);

    expect((await textsIn('done')).map(fromBase64).toSorted()).toEqual(['text', '{"got":{"name":"alpha"}}']);
    const names: string[] = [];
    for await (const blob of blobs.getContainerClient('reports').listBlobsFlat()) names.push(blob.name);
    expect(names).toEqual([expect.stringMatching(/^alpha-[0-9a-f-]{36}\.txt$/)]);
  });

  test('of a kind that is missing fail the function that uses them, and are said at start', async () => {
    const { host, log } = await startTestHost({
      more: () =>
        app.http('sms', {
          return: output.generic({ type: 'twilioSms', from: 'a' }),
          handler: () => ({ body: 'x' }),
        } as never),
    });

    expect(log.find((line) => line.functionName === 'sms')).toMatchObject({
      level: 'warning',
      message: "This host has no output binding 'twilioSms': 'sms' fails when it uses it.",
    });
    expect((await fetch(`${host.url}/api/sms`)).status).toBe(500);
  });
});

describe('a blob function', () => {
  const upload = (container: string, name: string, text: string) =>
    blobs.getContainerClient(container).getBlockBlobClient(name).upload(text, text.length);

  test('runs once for every version of a blob that matches its path', async () => {
    const seen: { text: string; name: unknown; trigger: unknown }[] = [];
    const stateFolder = mkdtempSync(path.join(folder, 'state-'));
    const start = () =>
      startTestHost(
        {
          more: () =>
            app.storageBlob('onZip', {
              path: 'flows/{name}.zip',
              connection,
              handler: (blob, context) => {
                const { name, blobTrigger } = context.triggerMetadata ?? {};
                seen.push({ text: String(blob), name, trigger: blobTrigger });
              },
            }),
        },
        { stateFolder },
      );
    await blobs.createContainer('flows');
    const first = await start();

    await upload('flows', 'team/web.zip', 'one');
    await upload('flows', 'readme.txt', 'no');
    await until(() => seen.length === 1);
    await upload('flows', 'team/web.zip', 'two');
    await until(() => seen.length === 2);
    await first.host.stop();
    await start();
    await upload('flows', 'other.zip', 'three');
    await until(() => seen.length === 3);

    expect(seen).toEqual([
      { text: 'one', name: 'team/web', trigger: 'flows/team/web.zip' },
      { text: 'two', name: 'team/web', trigger: 'flows/team/web.zip' },
      { text: 'three', name: 'other', trigger: 'flows/other.zip' },
    ]);
  });

  test('that fails five times tells the poison queue which blob it was', async () => {
    let tries = 0;
    await blobs.createContainer('broken');
    await startTestHost({
      more: () =>
        app.storageBlob('onBlob', {
          path: 'broken',
          connection,
          handler: () => {
            tries++;
            throw new Error('cannot');
          },
        }),
    });

    await upload('broken', 'bad.bin', 'x');
    await until(async () => queues.getQueueClient('webjobs-blobtrigger-poison').exists());
    await until(async () => (await count('webjobs-blobtrigger-poison')) === 1);

    const [message] = await textsIn('webjobs-blobtrigger-poison');
    expect(tries).toBe(5);
    expect(JSON.parse(fromBase64(message ?? ''))).toMatchObject({
      FunctionId: 'Host.Functions.onBlob',
      ContainerName: 'broken',
      BlobName: 'bad.bin',
    });
  });

  test('with Event Grid as its source runs when it is told', async () => {
    const seen: string[] = [];
    await blobs.createContainer('told');
    await upload('told', 'a.txt', 'hello');
    const { host } = await startTestHost({
      more: () =>
        app.storageBlob('onTold', {
          path: 'told/{name}',
          connection,
          source: 'EventGrid',
          handler: (blob) => void seen.push(String(blob)),
        }),
    });

    const response = await fetch(`${host.url}/runtime/webhooks/blobs?functionName=Host.Functions.onTold`, {
      method: 'POST',
      headers: { 'aeg-event-type': 'Notification' },
      body: JSON.stringify([{ id: '1', subject: '/blobServices/default/containers/told/blobs/a.txt' }]),
    });

    expect([response.status, seen]).toEqual([202, ['hello']]);
  });
});
