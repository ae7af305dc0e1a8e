import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../../../emulator/azure/webhooks/receivers.ts';
import { ask } from '../../../support/azure-client.ts';
import { askControl } from '../../../support/control-api.ts';
import { azureOfThisFile } from '../../../support/emulated-azure.ts';

const started = azureOfThisFile();
beforeAll(async () => {
  // Bodies of other services have no schema of Azure's; something of Azure's was said all the same.
  await ask(started.azure.url, { path: started.azure.workspace.id });
});
beforeEach(async () => {
  await control('DELETE', '/faults');
});

const control = (method: string, path: string, body?: object) =>
  askControl(started.azure.controlUrl, method, path, body);

const open = async (name: string, body: object): Promise<string> =>
  (await control('PUT', `/receivers/${name}`, body)).body.url;

const messagesOf = async (name: string): Promise<readonly ReceivedMessage[]> =>
  (await control('GET', `/receivers/${name}/messages`)).body.messages;

async function post(url: string, body: string, init: RequestInit = {}) {
  const { host, pathname, search } = new URL(url);
  const answer = await fetch(`${started.azure.url}${pathname}${search}`, {
    method: 'POST',
    headers: { 'x-forwarded-host': host, 'content-type': 'application/json', 'x-trace': 'abc' },
    body,
    ...init,
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

const message = JSON.stringify({ type: 'message', text: 'chat: rolled back', attachments: [] });

describe('a receiver of messages', () => {
  test.each([
    ['teams', 'prod-00.eastus.logic.azure.com', 202, ''],
    ['slack', 'hooks.slack.com', 200, 'ok'],
    ['office', 'contoso.webhook.office.com', 200, '1'],
    ['plain', 'of-plain.example', 204, ''],
  ])('of the kind %s answers as its service does, and keeps headers and body', async (kind, host, status, text) => {
    const url = await open(`of-${kind}`, { kind });

    const answer = await post(url, message);

    expect(new URL(url).host).toBe(host);
    expect(answer).toMatchObject({ status, text });
    expect(await messagesOf(`of-${kind}`)).toMatchObject([
      { method: 'POST', status, headers: { 'x-trace': 'abc' }, body: JSON.parse(message) },
    ]);
  });

  test('listens at any other address, and forgets its messages when told to', async () => {
    const url = await open('pager', { url: 'https://events.pager.example/v2/enqueue' });

    await post(url, 'plain words', { headers: { 'x-forwarded-host': 'events.pager.example' } });
    const before = await messagesOf('pager');
    await control('DELETE', '/receivers/pager/messages');

    expect(before).toMatchObject([{ url, body: 'plain words' }]);
    expect(await messagesOf('pager')).toEqual([]);
    expect((await control('GET', '/receivers')).body.map(({ name }: { name: string }) => name)).toContain('pager');
  });

  test('is no receiver any more once it is closed', async () => {
    const url = await open('short', {});

    const closed = await control('DELETE', '/receivers/short');
    const answer = await post(url, message);

    expect(closed.status).toBe(200);
    expect(answer.status).toBe(501);
  });

  test.each([
    ['a workflow of Teams without its signature', 'teams', /&sig=.*/, '', message, 401, /Shared Access scheme/],
    ['a workflow of Teams with another one', 'teams', /&sig=.*/, '&sig=x', message, 401, /credentials are not valid/],
    ['a message to Slack without words', 'slack', /$/, '', '{}', 400, /no_text/],
    ['a message to Slack that is no JSON', 'slack', /$/, '', 'words', 400, /invalid_payload/],
    ['an address of Slack that was withdrawn', 'slack', /services\/.*/, 'services/T/B/x', message, 404, /no_service/],
    ['a message to Teams over 28 KB', 'office', /$/, '', JSON.stringify({ text: 'x'.repeat(29_000) }), 413, /size/],
    ['a message to Teams that is no JSON', 'office', /$/, '', 'words', 400, /Bad payload/],
  ])('refuses %s', async (_, kind, part, replacement, body, status, text) => {
    const url = await open(`refusing-${kind}`, { kind });

    const answer = await post(url.replace(part, replacement), body);

    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
  });

  test.each([
    ['a kind that there is not', 'PUT', '/receivers/x', { kind: 'fax' }, 400],
    ['an address that is none', 'PUT', '/receivers/x', { url: 'somewhere' }, 400],
    ['a receiver that there is not', 'GET', '/receivers/nobody/messages', undefined, 404],
  ])('is not %s', async (_, method, path, body, status) => {
    expect((await control(method, path, body)).status).toBe(status);
  });
});

describe('a receiver that is out of order', () => {
  const fault = (body: object) => control('POST', '/faults', { target: 'hooks.slack.com', ...body });

  test('fails as often as it is told, and takes the message then', async () => {
    const url = await open('failing', { kind: 'slack' });
    await fault({ name: 'server-error', count: 2, status: 503 });

    const statuses = [];
    for (let tries = 0; tries < 3; tries += 1) statuses.push((await post(url, message)).status);

    expect(statuses).toEqual([503, 503, 200]);
    expect(await messagesOf('failing')).toHaveLength(1);
  });

  test('asks for patience', async () => {
    const url = await open('busy', { kind: 'slack' });
    await fault({ name: 'throttled', count: 1, seconds: 30 });

    const answer = await post(url, message);

    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  test('says nothing for as long as one waits', async () => {
    const url = await open('silent', { kind: 'slack' });
    await fault({ name: 'no-answer', count: 1 });
    const impatient = new AbortController();

    const answer = post(url, message, { signal: impatient.signal });
    const asked = () => started.azure.requests.all().some((each) => each.fault === 'no-answer');
    while (!asked()) await new Promise((resolve) => setImmediate(resolve));
    impatient.abort();

    await expect(answer).rejects.toThrow(/abort/);
    expect(await messagesOf('silent')).toEqual([]);
  });
});
