import { describe, expect, test } from 'vitest';
import { chatFlow, chatZip } from '../support/app-under-test.ts';
import { eventDoor } from '../support/event-door.ts';
import { zipOf } from '../support/zip.ts';

const blobCreated = (path: string) => ({
  specversion: '1.0',
  id: 'a',
  type: 'Microsoft.Storage.BlobCreated',
  source: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
  subject: `/blobServices/default/containers/flows/blobs/${path}`,
  time: '2026-01-01T00:00:00Z',
  data: { api: 'PutBlob', eTag: 'only-a-hint', url: 'https://elsewhere.example/flows/other.zip' },
});
const eventGrid = (path: string) => {
  const { type, subject, id, data } = blobCreated(path);
  return { topic: 't', subject, eventType: type, id, data, eventTime: 'now', dataVersion: '', metadataVersion: '1' };
};

describe('an event on the queue', () => {
  test.each([
    ['as a CloudEvent', blobCreated('chat.zip')],
    ['as an Event Grid event', eventGrid('chat.zip')],
    ['in an array', [eventGrid('chat.zip')]],
    ['encoded once more', Buffer.from(JSON.stringify(blobCreated('chat.zip'))).toString('base64')],
    ['as a text', JSON.stringify(blobCreated('chat.zip'))],
  ])('becomes a release, %s', async (_, body) => {
    const { receive, memory, woken } = await eventDoor({ 'chat.zip': await chatZip() });

    await receive(body);

    expect([...memory.releases.values()]).toMatchObject([{ state: 'wanted', source: { kind: 'blob' } }]);
    expect(memory.intents.size).toBe(1);
    expect(woken).toHaveLength(1);
  });

  test('that comes five times is one release', async () => {
    const { receive, memory } = await eventDoor({ 'chat.zip': await chatZip() });

    for (let times = 0; times < 5; times += 1) await receive(blobCreated('chat.zip'));

    expect(memory.releases.size).toBe(1);
    expect(memory.intents.size).toBe(1);
  });

  test('that comes late does not release what has failed since', async () => {
    const { receive, memory } = await eventDoor({ 'chat.zip': await chatZip() });
    await receive(blobCreated('chat.zip'));
    const [release] = [...memory.releases.values()];
    if (!release) throw new Error('no release');
    memory.releases.set(release.id, { ...release, state: 'refused' });
    memory.intents.clear();

    await receive(blobCreated('chat.zip'));

    expect(memory.releases.size).toBe(1);
    expect(memory.intents.size).toBe(0);
  });

  test('of the same zip pushed twice is one release', async () => {
    const { receive, memory } = await eventDoor({ 'chat.zip': await chatZip() });
    await receive(blobCreated('chat.zip'));
    memory.pushed.set('chat.zip', { bytes: await chatZip(), eTag: '"2"' });

    await receive(blobCreated('chat.zip'));

    expect(memory.releases.size).toBe(1);
  });

  test('after a crash between the record and the wish is made whole when it comes again', async () => {
    const { receive, memory } = await eventDoor({ 'chat.zip': await chatZip() });
    await receive(blobCreated('chat.zip'));
    memory.intents.clear();
    memory.remembered.clear();

    await receive(blobCreated('chat.zip'));

    expect(memory.releases.size).toBe(1);
    expect(memory.intents.size).toBe(1);
  });

  test('names the workspace by its first folder', async () => {
    const { receive, memory } = await eventDoor({ 'flowferry-dev/chat.zip': await chatZip() });

    await receive(blobCreated('flowferry-dev/chat.zip'));

    expect([...memory.releases.values()]).toMatchObject([{ package: { name: 'chat' } }]);
  });

  test('of a package with a fault is a release that was refused, with the fault', async () => {
    const { receive, memory, woken } = await eventDoor({ 'chat.zip': new TextEncoder().encode('hello') });

    await receive(blobCreated('chat.zip'));
    await receive(blobCreated('chat.zip'));

    expect([...memory.releases.values()]).toMatchObject([{ state: 'refused', fault: { slug: 'not-a-zip' } }]);
    expect(woken).toEqual([]);
  });

  test('of a package that is too large is a release that was refused', async () => {
    const { receive, memory } = await eventDoor({ 'chat.zip': new Uint8Array(2 ** 20 + 1) });

    await receive(blobCreated('chat.zip'));

    expect([...memory.releases.values()]).toMatchObject([{ state: 'refused', fault: { slug: 'package-too-large' } }]);
  });

  test('of a package that did not opt in is recorded as ignored, with the reason', async () => {
    const { 'deploy.yaml': _, ...flow } = chatFlow;
    const { receive, memory } = await eventDoor({ 'chat.zip': await zipOf(flow) });

    await receive(blobCreated('chat.zip'));

    expect([...memory.releases.values()]).toMatchObject([{ state: 'ignored', fault: { slug: 'no-manifest' } }]);
  });

  test.each([
    ['of a blob that is gone', blobCreated('gone.zip')],
    ['of something that is no zip', blobCreated('readme.txt')],
    [
      'of another container',
      { ...blobCreated('chat.zip'), subject: '/blobServices/default/containers/other/blobs/chat.zip' },
    ],
    ['of another kind', { ...blobCreated('chat.zip'), type: 'Microsoft.Storage.BlobDeleted' }],
    ['without a subject', { ...blobCreated('chat.zip'), subject: undefined }],
  ])('%s changes nothing', async (_, body) => {
    const { receive, memory } = await eventDoor({ 'chat.zip': await chatZip() });

    await receive(body);

    expect(memory.releases.size + memory.intents.size).toBe(0);
  });

  test.each([['not json {'], [42], [{}], [[]], [{ specversion: '1.0' }], [null]])(
    'that nobody can read is kept with the reason: %j',
    async (body) => {
      const { receive, memory } = await eventDoor({});

      await receive(body);

      expect(memory.poison).toMatchObject([
        { id: 'message', body: expect.any(String), reason: expect.stringContaining('message') },
      ]);
    },
  );

  test('that nobody can read is kept without what looks like a secret', async () => {
    const { receive, memory } = await eventDoor({});

    await receive({
      url: 'https://acct.blob.core.windows.net/flows/x.zip?sig=CANARYcanary0123',
      note: 'AccountKey=CANARYcanaryCANARY0',
    });

    expect(memory.poison).toHaveLength(1);
    expect(JSON.stringify(memory.poison)).not.toContain('CANARY');
  });

  test('that cannot be carried out is left to the host, and kept with the reason at the last try', async () => {
    const { receive, memory, world } = await eventDoor({ 'chat.zip': await chatZip() });
    Object.assign(world.packages, { pushed: async () => Promise.reject(new Error('storage: no answer')) });

    await expect(receive(blobCreated('chat.zip'), 4)).rejects.toThrow('storage');
    expect(memory.poison).toEqual([]);
    await expect(receive(blobCreated('chat.zip'), 5)).rejects.toThrow('storage');

    expect(memory.poison).toMatchObject([{ reason: 'storage: no answer', body: expect.stringContaining('chat.zip') }]);
  });
});
