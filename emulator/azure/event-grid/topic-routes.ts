import { type Cloud, isoNow } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError, json, noContent, objectAt, textAt } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { eventGridError } from './event-grid-error.ts';
import { refusePublisher } from './publisher-access.ts';
import { readEvents } from './read-events.ts';
import { createTopic, inputSchemas, type TopicFacts, type Topics, topicNamed } from './topics.ts';

/** Custom topics of Event Grid: publishing (data plane, 2018-01-01). */
export const topicRoutes = (cloud: Cloud, topics: Topics): Route[] => [
  {
    host: '{topic}.{region}.eventgrid.azure.net',
    method: 'POST',
    path: '/api/events',
    apiVersions: ['2018-01-01'],
    handle: (request) => publish(cloud, topics, request),
  },
];

function publish(cloud: Cloud, topics: Topics, request: AzureRequest): AzureAnswer {
  const topic = topics.all.get(request.host);
  if (!topic) return eventGridError(404, 'ResourceNotFound', `There is no topic at ${request.host}.`);
  const refusal = refusePublisher(cloud, topic, request);
  if (refusal) return refusal;
  if (request.headers['ce-specversion'] !== undefined) {
    return azureError(501, 'NotImplemented', 'The emulator does not take CloudEvents in binary mode yet');
  }
  const read = readEvents(topic, request);
  if (read.refusal) return read.refusal;
  const receivedAt = isoNow(cloud);
  for (const event of read.events) topics.events.add(topic.host, { receivedAt, event });
  return noContent(200);
}

/** Topics, for tests and scenarios: making one, and reading what was published to it. */
export function topicControlRoutes(cloud: Cloud, topics: Topics): Route[] {
  const route = (method: string, path: string, handle: Route['handle']): Route => ({ host: '*', method, path, handle });
  const withTopic = (name: string | undefined, answer: (host: string) => AzureAnswer) => {
    const topic = topicNamed(topics, name ?? '');
    return topic ? answer(topic.host) : azureError(404, 'BadControlRequest', `There is no topic '${name}'.`);
  };
  return [
    route('GET', '/topics', () => json(200, topics.all.values())),
    route('PUT', '/topics/{name}', ({ body }, params) => putTopic(cloud, topics, params['name'] ?? '', body)),
    route('GET', '/topics/{name}/events', (_, { name }) =>
      withTopic(name, (host) => json(200, { events: topics.events.of(host) })),
    ),
    route('DELETE', '/topics/{name}/events', (_, { name }) =>
      withTopic(name, (host) => {
        topics.events.clear(host);
        return noContent(204);
      }),
    ),
  ];
}

function putTopic(cloud: Cloud, topics: Topics, name: string, body: unknown): AzureAnswer {
  const schema = textAt(body, 'inputSchema');
  // "Troubleshoot Azure Event Grid errors": what a topic may be called.
  if (!/^(?!Microsoft-|EventGrid-|System-)[a-z0-9-]{3,50}$/i.test(name)) {
    return azureError(400, 'BadControlRequest', 'Topic name must be between 3 and 50 characters in length.');
  }
  if (schema !== undefined && !(inputSchemas as readonly string[]).includes(schema)) {
    return azureError(
      400,
      'BadControlRequest',
      `There is no input schema '${schema}', only ${inputSchemas.join(', ')}.`,
    );
  }
  return json(201, createTopic(cloud, topics, { ...(objectAt(body) as Partial<TopicFacts>), name }));
}
