import {
  AzureKeyCredential,
  AzureSASCredential,
  EventGridPublisherClient,
  generateSharedAccessSignature,
} from '@azure/eventgrid';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PublishedEvent, Topic } from '../../../../emulator/azure/event-grid/topics.ts';
import { credentialOf, emulated } from '../../../support/azure-client.ts';
import { askControl } from '../../../support/control-api.ts';
import { azureOfThisFile } from '../../../support/emulated-azure.ts';

const started = azureOfThisFile();
let cloudEvents: Topic;
let eventGrid: Topic;
beforeAll(async () => {
  cloudEvents = (await control('PUT', '/topics/outcomes', { location: 'westus2' })).body;
  eventGrid = (await control('PUT', '/topics/older', { inputSchema: 'EventGridSchema' })).body;
});
beforeEach(async () => {
  for (const { name } of [cloudEvents, eventGrid]) await control('DELETE', `/topics/${name}/events`);
});

const control = (method: string, path: string, body?: object) =>
  askControl(started.azure.controlUrl, method, path, body);

const published = async ({ name }: Topic): Promise<readonly PublishedEvent[]> =>
  (await control('GET', `/topics/${name}/events`)).body.events;

const options = () => ({ httpClient: emulated(started.azure.url), retryOptions: { maxRetries: 0 } });
const key = (topic: Topic, at: 0 | 1 = 0) => new AzureKeyCredential(topic.keys[at]);
const cloudEvent = { type: 'release.succeeded', source: '/flowferry', subject: 'chat', data: { share: 100 } };
const eventGridEvent = { eventType: 'release.succeeded', subject: 'chat', dataVersion: '1', data: { share: 100 } };

describe('a custom topic takes what the unmodified client publishes', () => {
  test('is there from the start, and has the address of its region (Post to custom topic)', async () => {
    const { body } = await control('GET', '/topics');

    expect(body[0].endpoint).toBe('https://flowferry-events.eastus-1.eventgrid.azure.net/api/events');
    expect(cloudEvents.endpoint).toBe('https://outcomes.westus2-1.eventgrid.azure.net/api/events');
  });

  test('CloudEvents with a token of Entra', async () => {
    const client = new EventGridPublisherClient(cloudEvents.endpoint, 'CloudEvent', credentialOf('app'), options());

    await client.send([cloudEvent, { ...cloudEvent, id: 'second', extensionAttributes: { release: 'r1' } }]);

    const events = await published(cloudEvents);
    expect(events.map(({ event }) => event)).toMatchObject([
      { specversion: '1.0', type: 'release.succeeded', source: '/flowferry', data: { share: 100 } },
      { id: 'second', release: 'r1', datacontenttype: 'application/json' },
    ]);
    expect(events[0]?.receivedAt).toBe(new Date(started.clock.now()).toISOString());
  });

  test('events of the Event Grid schema with either key', async () => {
    for (const at of [0, 1] as const) {
      const client = new EventGridPublisherClient(eventGrid.endpoint, 'EventGrid', key(eventGrid, at), options());
      await client.send([eventGridEvent]);
    }

    expect((await published(eventGrid)).map(({ event }) => event)).toMatchObject([eventGridEvent, eventGridEvent]);
  });

  test('events with a signature made of a key, as long as it lasts', async () => {
    const sign = (time: number) =>
      generateSharedAccessSignature(cloudEvents.endpoint, key(cloudEvents), new Date(started.clock.now() + time));
    const clientWith = (signature: string) =>
      new EventGridPublisherClient(cloudEvents.endpoint, 'CloudEvent', new AzureSASCredential(signature), options());

    await clientWith(await sign(60_000)).send([cloudEvent]);
    const late = clientWith(await sign(-60_000)).send([cloudEvent]);

    await expect(late).rejects.toMatchObject({ statusCode: 401, message: expect.stringContaining('has expired') });
    expect(await published(cloudEvents)).toHaveLength(1);
  });
});

interface Refusal {
  readonly topic?: 'cloudEvents' | 'eventGrid' | 'nowhere' | 'withoutKeys';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: string;
  readonly status: number;
  readonly code: string;
  readonly message: RegExp;
}

const batch = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
const whole = { ...cloudEvent, id: '1', specversion: '1.0' };
const older = { ...eventGridEvent, id: '1', eventTime: '2026-01-01T00:00:00Z' };
const bad = { status: 400, code: 'InputJsonInvalid' };

/** "Troubleshoot Azure Event Grid errors", "Quotas and limits", "Authenticate publishing clients", public reports of texts. */
const refusals: Readonly<Record<string, Refusal>> = {
  'a publisher without a credential': {
    headers: { 'aeg-sas-key': 'none' },
    ...{ status: 401, code: 'Unauthorized', message: /must contain one of the following authorization signature/ },
  },
  'a wrong key': {
    headers: { 'aeg-sas-key': 'd3Jvbmc=' },
    ...{ status: 401, code: 'Unauthorized', message: /not authorized for OUTCOMES/ },
  },
  'a key where only Entra is let in': {
    topic: 'withoutKeys',
    ...{ status: 401, code: 'Unauthorized', message: /Local authentication is disabled/ },
  },
  'a signature that is none': {
    headers: { 'aeg-sas-key': 'none', 'aeg-sas-token': 'key' },
    ...{ status: 400, code: 'InvalidSas', message: /Valid format :r=UrlEncodedResource/ },
  },
  'a forged signature': {
    headers: { 'aeg-sas-key': 'none', 'aeg-sas-token': 'r=x&e=y&s=eg%3D%3D' },
    ...{ status: 401, code: 'Unauthorized', message: /not authorized/ },
  },
  'a token for somebody else': {
    headers: { authorization: 'Bearer tok:https://management.azure.com/.default' },
    ...{ status: 401, code: 'InvalidAuthenticationTokenAudience', message: /https:\/\/eventgrid.azure.net/ },
  },
  'no version': { query: '', status: 400, code: 'MissingApiVersionParameter', message: /api-version/ },
  'a topic that there is not': { topic: 'nowhere', status: 404, code: 'ResourceNotFound', message: /no topic at/ },
  'more than a megabyte': {
    body: [{ ...whole, data: { text: 'x'.repeat(1024 * 1024) } }],
    ...{ status: 413, code: 'PayloadTooLarge', message: /maximum size \(1048576\)/ },
  },
  'another content type': {
    headers: { 'content-type': 'text/plain' },
    ...{ status: 415, code: 'InvalidContentType', message: /application\/cloudevents-batch\+json/ },
  },
  'what is no JSON': { body: 'not json', ...bad, message: /Unexpected token/ },
  'an empty batch': { body: [], ...bad, message: /in 'CloudEventV10' schema/ },
  'a batch that says it is one event': {
    headers: { 'content-type': 'application/cloudevents+json' },
    ...{ ...bad, message: /Expected: StartObject, Actual Token Received: StartArray/ },
  },
  'a CloudEvent without a type': { body: [{ ...whole, type: undefined }], ...bad, message: /requires 'type'/ },
  'a time that is none': { body: [{ ...whole, time: 'soon' }], ...bad, message: /no date and time/ },
  'an event of the Event Grid schema among CloudEvents': { body: [older], ...bad, message: /requires 'source'/ },
  'a CloudEvent among events of the Event Grid schema': {
    topic: 'eventGrid',
    body: [whole],
    ...{ ...bad, message: /'EventGridEvent' schema. Received unexpected property '(type|source)'/ },
  },
  'one event outside of an array': { topic: 'eventGrid', body: older, ...bad, message: /Expected: StartArray/ },
  'an event of another topic': {
    topic: 'eventGrid',
    body: [{ ...older, topic: '/subscriptions/s' }],
    ...{ status: 401, code: 'Unauthorized', message: /is not OLDER/ },
  },
};

describe('a custom topic refuses', () => {
  test.each(Object.entries(refusals))('%s', async (_, given) => {
    const topic = await topicOf(given.topic ?? 'cloudEvents');
    const { 'aeg-sas-key': sasKey, ...headers } = { 'aeg-sas-key': topic.keys[0], ...batch, ...given.headers };
    const { body = [whole], query = 'api-version=2018-01-01' } = given;

    const answer = await fetch(`${started.azure.url}/api/events?${query}`, {
      method: 'POST',
      headers: {
        'x-forwarded-host': topic.host,
        ...headers,
        ...(sasKey !== 'none' && !('authorization' in headers) && { 'aeg-sas-key': sasKey }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

    const { error } = (await answer.json()) as { error: { code: string; message: string; details?: object[] } };
    expect(answer.status).toBe(given.status);
    expect(error.message).toMatch(given.message);
    expect([error.code, ...(error.details ?? []).map((each) => (each as { code: string }).code)]).toContain(given.code);
    expect(await published(cloudEvents)).toEqual([]);
  });

  test.each([
    ['a name that is too short', 'ab', {}],
    ['a reserved name', 'system-topic', {}],
    ['a schema that there is not', 'topic', { inputSchema: 'Custom' }],
  ])('%s, from the control API', async (_, name, body) => {
    expect((await control('PUT', `/topics/${name}`, body)).status).toBe(400);
  });
});

async function topicOf(name: NonNullable<Refusal['topic']>): Promise<Topic> {
  if (name === 'withoutKeys') return (await control('PUT', '/topics/keyless', { disableLocalAuth: true })).body;
  if (name === 'nowhere') return { ...cloudEvents, host: 'nowhere.westus2-1.eventgrid.azure.net' };
  return { cloudEvents, eventGrid }[name];
}
