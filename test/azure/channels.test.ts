import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChannels } from '../../azure/channels.ts';
import { credentialFor } from '../../azure/credentials.ts';
import { emulatedHttp } from '../../azure/emulated-http.ts';
import { announcement } from '../../domain/announcement.ts';
import { secret } from '../../domain/secret.ts';
import { clouds, readSettings } from '../../domain/settings.ts';
import type { ReceivedMessage } from '../../emulator/azure/webhooks/receivers.ts';
import { ask } from '../support/azure-client.ts';
import { azureForTests, type StartedAzure } from '../support/emulated-azure.ts';
import { workspaceId } from '../support/workspace-id.ts';

let tests: Awaited<ReturnType<typeof azureForTests>>;
let started: StartedAzure;
let settings: ReturnType<typeof readSettings>;
beforeAll(async () => {
  tests = await azureForTests();
  started = await tests.start();
  const open = async (name: string, kind: string) => (await control('PUT', `/receivers/${name}`, { kind })).body.url;
  await open('dead', 'plain');
  const webhooks = [await open('first', 'plain'), await open('second', 'plain')];
  await control('PUT', '/topics/outcomes', { disableLocalAuth: true });
  settings = readSettings({
    FLOWFERRY_WORKSPACES: workspaceId,
    FLOWFERRY_EMULATOR: started.azure.url,
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    FLOWFERRY_EVENT_TOPIC: 'https://outcomes.eastus-1.eventgrid.azure.net/api/events',
    FLOWFERRY_TEAMS_WEBHOOK: await open('teams', 'teams'),
    FLOWFERRY_SLACK_WEBHOOK: await open('slack', 'slack'),
    FLOWFERRY_WEBHOOKS: webhooks.join(','),
    FLOWFERRY_WEBHOOK_KEYS: keys.join(' '),
  });
  // Other services have no schema of Azure's; something of Azure's was said all the same.
  await ask(started.azure.url, { path: started.azure.workspace.id });
});
afterAll(() => tests.stop());

const keys = [3, 5].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);

const control = (method: string, path: string, body?: object) =>
  ask(started.azure.controlUrl, { method, path, apiVersion: null, token: null, ...(body && { body }) });
const messagesOf = async (name: string): Promise<readonly ReceivedMessage[]> =>
  (await control('GET', `/receivers/${name}/messages`)).body.messages;

const channels = (changed: Partial<typeof settings> = {}) =>
  createChannels({
    settings: { ...settings, ...changed },
    credential: credentialFor(settings),
    eventGridScope: clouds.public.eventGridScope,
    now: () => new Date(),
    httpClient: emulatedHttp(started.azure.url),
  });
const told = announcement({
  kind: 'rolledBack',
  about: 'chat-1',
  at: '2026-03-01T10:00:00.000Z',
  text: 'Endpoint chat went back.',
  releaseId: 'chat-1',
  endpoint: { workspaceId, name: 'chat' },
});

describe('the channels', () => {
  test('are those that the settings name', () => {
    const { FLOWFERRY_WEBHOOKS: _, ...fewer } = settings;
    const { FLOWFERRY_TEAMS_WEBHOOK: __, ...fewest } = fewer;

    expect(channels().names).toEqual(['topic', 'teams', 'slack', 'webhook1', 'webhook2']);
    expect(
      createChannels({
        settings: fewest,
        credential: credentialFor(settings),
        eventGridScope: '',
        now: () => new Date(),
      }).names,
    ).toEqual(['topic', 'slack']);
  });

  test('all take a message, in the form that each wants', async () => {
    const { names, send } = channels();

    for (const name of names) expect(await send(name, told)).toEqual({ kind: 'done', value: {} });

    const { events } = (await control('GET', '/topics/outcomes/events')).body;
    expect(events.map(({ event }: { event: unknown }) => event)).toMatchObject([
      { id: told.id, type: 'Flowferry.RolledBack', source: workspaceId, time: told.at, data: { text: told.text } },
    ]);
    expect(await messagesOf('teams')).toMatchObject([{ status: 202, body: { type: 'message' } }]);
    expect(await messagesOf('slack')).toMatchObject([
      { status: 200, body: { text: expect.stringContaining('went back') } },
    ]);
  });

  test.each(keys)('sign what they post to others, so that a receiver with either key can tell', async (key) => {
    await control('DELETE', '/receivers/first/messages');
    await channels().send('webhook1', told);
    const [message] = await messagesOf('first');
    const headers = message?.headers as Record<string, string>;
    const body = JSON.stringify(message?.body);

    expect(headers).toMatchObject({
      'webhook-id': told.id,
      'content-type': 'application/cloudevents+json; charset=utf-8',
    });
    expect(new Webhook(key).verify(body, headers)).toMatchObject({
      specversion: '1.0',
      id: told.id,
      subject: expect.any(String),
    });
    expect(() => new Webhook(key).verify(body.replace('went', 'goes'), headers)).toThrow('No matching signature');
    expect(() => new Webhook(key).verify(body, { ...headers, 'webhook-id': 'other' })).toThrow('No matching signature');
    expect(() => new Webhook(key).verify(body, { ...headers, 'webhook-timestamp': '1700000000' })).toThrow('too old');
  });

  test('say no where the receiver does, and are worth another try where it is out of order', async () => {
    const { names, send } = channels();
    await control('DELETE', '/receivers/slack');
    await control('PUT', '/receivers/elsewhere', { url: 'https://hooks.slack.com/services/other' });

    expect(await send('slack', told)).toMatchObject({
      kind: 'refused',
      fault: { message: 'it answered 404 (no_service)' },
    });
    expect(await send('fax', told)).toMatchObject({
      kind: 'refused',
      fault: { message: expect.stringContaining('fax') },
    });
    expect(names).not.toContain('fax');
  });

  test('say no, and send nothing, while the Key Vault with their address or key cannot be read', async () => {
    const reference = [secret('@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/x)')];
    await control('DELETE', '/receivers/first/messages');
    const withoutKey = channels({ FLOWFERRY_WEBHOOK_KEYS: reference });
    const withoutAddress = channels({ FLOWFERRY_WEBHOOKS: reference });

    for (const { send } of [withoutKey, withoutAddress]) {
      expect(await send('webhook1', told)).toMatchObject({
        kind: 'refused',
        fault: { message: expect.stringContaining('the reference to the Key Vault is not resolved') },
      });
    }
    expect(await messagesOf('first')).toEqual([]);
  });

  test.each([['there is no such topic', 'https://none.eastus-1.eventgrid.azure.net/api/events', 'operation-failed']])(
    'refuse to publish where %s',
    async (_, FLOWFERRY_EVENT_TOPIC, slug) => {
      expect(await channels({ FLOWFERRY_EVENT_TOPIC }).send('topic', told)).toMatchObject({
        kind: 'refused',
        fault: { slug },
      });
    },
  );
});
