import { app, output } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { startTestHost, until } from './test-host.ts';
import { base64, fromBase64, testStorage } from './test-storage.ts';

const storage = testStorage();

describe('outputs', () => {
  test('go to queues and blobs, by the names of the trigger', async () => {
    const toQueue = output.storageQueue({ queueName: 'done', connection: storage.connection });
    const toBlob = output.storageBlob({ path: 'reports/{name}-{rand-guid}.txt', connection: storage.connection });
    const queue = await storage.newQueue('jobs');
    await startTestHost({
      more: () =>
        app.storageQueue('report', {
          queueName: 'jobs',
          connection: storage.connection,
          return: toQueue,
          extraOutputs: [toBlob],
          handler: (item, context) => {
            context.extraOutputs.set(toBlob, 'the report');
            return [{ got: item }, 'text'];
          },
        }),
    });

    await queue.sendMessage(base64('{"name":"alpha"}'));
    await until(async () => storage.queue('done').exists());
    await until(async () => (await storage.count('done')) === 2);

    expect((await storage.textsIn('done')).map(fromBase64).toSorted()).toEqual(['text', '{"got":{"name":"alpha"}}']);
    const names: string[] = [];
    for await (const blob of storage.container('reports').listBlobsFlat()) names.push(blob.name);
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
