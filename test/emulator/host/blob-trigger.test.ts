import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { app } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { startTestHost, until } from './test-host.ts';
import { fromBase64, testStorage } from './test-storage.ts';

const storage = testStorage();

describe('a blob function', () => {
  const upload = (container: string, name: string, text: string) =>
    storage.container(container).getBlockBlobClient(name).upload(text, text.length);

  test('runs once for every version of a blob that matches its path', async () => {
    const seen: { text: string; name: unknown; trigger: unknown }[] = [];
    const stateFolder = mkdtempSync(path.join(storage.folder, 'state-'));
    const start = () =>
      startTestHost(
        {
          more: () =>
            app.storageBlob('onZip', {
              path: 'flows/{name}.zip',
              connection: storage.connection,
              handler: (blob, context) => {
                const { name, blobTrigger } = context.triggerMetadata ?? {};
                seen.push({ text: String(blob), name, trigger: blobTrigger });
              },
            }),
        },
        { stateFolder },
      );
    await storage.container('flows').create();
    const first = await start();

    await upload('flows', 'team/web.zip', 'one');
    await upload('flows', 'readme.txt', 'no');
    await until(() => seen.length === 1);
    await upload('flows', 'team/web.zip', 'two');
    await until(() => seen.length === 2);
    await first.host.stop();
    await start();
    await upload('flows', 'zebra.zip', 'three');
    await until(() => seen.length === 3);

    expect(seen).toEqual([
      { text: 'one', name: 'team/web', trigger: 'flows/team/web.zip' },
      { text: 'two', name: 'team/web', trigger: 'flows/team/web.zip' },
      { text: 'three', name: 'zebra', trigger: 'flows/zebra.zip' },
    ]);
  });

  test('that fails five times tells the poison queue which blob it was', async () => {
    let tries = 0;
    await storage.container('broken').create();
    await startTestHost({
      more: () =>
        app.storageBlob('onBlob', {
          path: 'broken',
          connection: storage.connection,
          handler: () => {
            tries++;
            throw new Error('cannot');
          },
        }),
    });

    await upload('broken', 'bad.bin', 'x');
    await until(async () => storage.queue('webjobs-blobtrigger-poison').exists());
    await until(async () => (await storage.count('webjobs-blobtrigger-poison')) === 1);

    const [message] = await storage.textsIn('webjobs-blobtrigger-poison');
    expect(tries).toBe(5);
    expect(JSON.parse(fromBase64(message ?? ''))).toMatchObject({
      FunctionId: 'Host.Functions.onBlob',
      ContainerName: 'broken',
      BlobName: 'bad.bin',
    });
  });

  test('with Event Grid as its source runs when it is told', async () => {
    const seen: string[] = [];
    await storage.container('told').create();
    await upload('told', 'a.txt', 'hello');
    const { host } = await startTestHost({
      more: () =>
        app.storageBlob('onTold', {
          path: 'told/{name}',
          connection: storage.connection,
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
