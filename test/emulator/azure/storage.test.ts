import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startStorage } from '../../../emulator/storage.ts';
import { ask } from '../../support/azure-client.ts';
import { azureForTests, createEndpoint, type StartedAzure, upload } from '../../support/emulated-azure.ts';

let tests: Awaited<ReturnType<typeof azureForTests>>;
beforeAll(async () => {
  tests = await azureForTests();
});
afterAll(() => tests.stop());

describe('blob storage behind a token (Blob service REST reference)', () => {
  let started: StartedAzure;
  beforeAll(async () => {
    started = await tests.start();
    await createEndpoint(started);
  });

  test('writes, reads, lists, and keeps metadata', async () => {
    const container = started.blobs(tests.storage.workspaceAccount.name).getContainerClient('files');
    await container.createIfNotExists();
    const blob = container.getBlockBlobClient('a folder/ümlaut & more.txt');
    await blob.upload('hello', 5, { metadata: { upload_status: 'completed' } });

    const names = [];
    for await (const { name } of container.listBlobsFlat({ prefix: 'a folder/' })) names.push(name);

    expect(names).toEqual(['a folder/ümlaut & more.txt']);
    expect((await blob.downloadToBuffer()).toString()).toBe('hello');
    expect((await blob.getProperties()).metadata).toEqual({ upload_status: 'completed' });
  });

  test('holds what a run answered, where its output asset points (recorded runs; prompt flow command line)', async () => {
    await fetch(`${started.azure.controlUrl}/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ runId: 'eval', outputs: [{ line_number: 0, grade: 'Correct' }] }),
    });

    const { dataVersions, datastores } = started.machineLearning;
    const name = 'azureml_eval_output_data_flow_outputs';
    const { properties } = await dataVersions.get('rg-flowferry', 'flowferry-dev', name, '1');
    const [, path = ''] = properties.dataUri.split('/datastores/workspaceblobstore/paths/');
    const store = (await datastores.get('rg-flowferry', 'flowferry-dev', 'workspaceblobstore')).properties;
    const { accountName, containerName } = store as unknown as { accountName: string; containerName: string };
    const container = started.blobs(accountName).getContainerClient(containerName);
    const file = await container.getBlobClient(`${path}output.jsonl`).downloadToBuffer();
    expect(file.toString()).toBe('{"line_number":0,"grade":"Correct"}\n');
  });

  test('copies from one account to the other without leaving the machine', async () => {
    const source = started.blobs(tests.storage.appAccount.name).getContainerClient('source');
    const target = started.blobs(tests.storage.workspaceAccount.name).getContainerClient('target');
    await Promise.all([source.createIfNotExists(), target.createIfNotExists()]);
    await source.getBlockBlobClient('flow.zip').upload('zip', 3);

    const poller = await target.getBlobClient('flow.zip').beginCopyFromURL(source.getBlobClient('flow.zip').url);
    await poller.pollUntilDone();

    expect((await target.getBlobClient('flow.zip').downloadToBuffer()).toString()).toBe('zip');
  });

  test('has its own audience', async () => {
    const host = `${tests.storage.workspaceAccount.name}.blob.core.windows.net`;

    const { status } = await ask(started.azure.url, { host, path: '/files?restype=container', apiVersion: null });

    expect(status).toBe(401);
  });

  test('takes large blobs in blocks', async () => {
    const address = await upload(started, 'large', {});
    const container = new URL(address).pathname.split('/')[1] ?? '';
    const blob = started
      .blobs(tests.storage.workspaceAccount.name)
      .getContainerClient(container)
      .getBlockBlobClient('big');
    const bytes = Buffer.alloc(6 * 1024 * 1024, 7);

    await blob.uploadData(bytes, { blockSize: 2 * 1024 * 1024, maxSingleShotSize: 1024 });

    expect((await blob.downloadToBuffer()).equals(bytes)).toBe(true);
  });
});

describe('BlobCreated (Azure Blob Storage as an Event Grid source; Event Grid to Storage queues)', () => {
  const queue = (name: string) =>
    QueueServiceClient.fromConnectionString(tests.storage.connectionString).getQueueClient(name);
  const container = (name: string) =>
    BlobServiceClient.fromConnectionString(tests.storage.connectionString).getContainerClient(name);

  /** Reads messages until there are so many, and leaves none. */
  async function messagesOf(name: string, count: number) {
    const found: { id: string; subject: string; data: { eTag: string; url: string } }[] = [];
    await vi.waitUntil(
      async () => {
        const { receivedMessageItems } = await queue(name).receiveMessages({ numberOfMessages: 32 });
        for (const item of receivedMessageItems) {
          found.push(JSON.parse(Buffer.from(item.messageText, 'base64').toString()));
          await queue(name).deleteMessage(item.messageId, item.popReceipt);
        }
        return found.length >= count;
      },
      { timeout: 10_000, interval: 20 },
    );
    return found;
  }

  const subjects = (events: readonly { subject: string }[]) => events.map((each) => each.subject.split('/').at(-1));

  test('a blob is announced once for every time it is written, as a CloudEvent', async () => {
    await tests.start({ events: { container: 'once', queue: 'once' } });
    const blob = container('once').getBlockBlobClient('Flow.zip');
    await blob.upload('1', 1);
    const [first] = await messagesOf('once', 1);
    await blob.upload('2', 1);
    const [second] = await messagesOf('once', 1);

    expect(first).toMatchObject({
      specversion: '1.0',
      type: 'Microsoft.Storage.BlobCreated',
      subject: '/blobServices/default/containers/once/blobs/Flow.zip',
      data: { url: `https://${tests.storage.appAccount.name}.blob.core.windows.net/once/Flow.zip`, contentLength: 1 },
    });
    expect(second?.data.eTag).not.toBe(first?.data.eTag);
  });

  test('what was announced before a restart is not announced again, what came in between is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flowferry-events-'));
    const options = { stateFolder: folder, events: { container: 'again', queue: 'again' } };
    const first = await tests.start(options);
    await container('again').getBlockBlobClient('before.zip').upload('1', 1);
    await messagesOf('again', 1);
    await vi.waitUntil(() => first.azure.cloud.store.collection('announcedBlobs').size === 1);
    await first.azure.stop();
    await container('again').getBlockBlobClient('between.zip').upload('1', 1);

    const second = await tests.start(options);
    const events = await messagesOf('again', 1);
    await second.azure.stop();
    rmSync(folder, { recursive: true });

    expect(subjects(events)).toEqual(['between.zip']);
  });

  test('duplicate-events: it comes twice, with the same id', async () => {
    await tests.start({
      events: { container: 'twice', queue: 'twice' },
      faults: [{ name: 'duplicate-events', count: 1 }],
    });
    await container('twice').getBlockBlobClient('flow.zip').upload('1', 1);

    const events = await messagesOf('twice', 2);

    expect(new Set(events.map((each) => each.id)).size).toBe(1);
  });

  test('reordered-events: the first comes after the second', async () => {
    await container('swapped').createIfNotExists();
    await container('swapped').getBlockBlobClient('1.zip').upload('1', 1);
    await container('swapped').getBlockBlobClient('2.zip').upload('2', 1);
    await tests.start({
      events: { container: 'swapped', queue: 'swapped' },
      faults: [{ name: 'reordered-events', count: 1 }],
    });

    expect(subjects(await messagesOf('swapped', 2))).toEqual(['2.zip', '1.zip']);
  });
});

describe('the real Azurite, started by us', () => {
  test('saves what it holds when its parent is killed, and comes back at the same addresses', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flowferry-killed-'));
    const parent = fork(join(import.meta.dirname, '../../support/storage-parent.ts'), [folder], { execArgv: [] });
    const [connectionString] = (await once(parent, 'message')) as [string];
    await BlobServiceClient.fromConnectionString(connectionString).createContainer('kept');
    parent.kill('SIGKILL');

    const storage = await startStorage({ folder });
    const kept = await BlobServiceClient.fromConnectionString(connectionString).getContainerClient('kept').exists();
    await storage.stop();
    rmSync(folder, { recursive: true });

    expect(storage.addresses.connectionString).toBe(connectionString);
    expect(kept).toBe(true);
  });
});
