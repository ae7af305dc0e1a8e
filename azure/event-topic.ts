import type { HttpClient } from '@azure/core-rest-pipeline';
import { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import type { Announcement } from '../domain/announcement.ts';
import { announcementEvent, type Links } from '../domain/announcement-event.ts';
import { done, type Outcome } from '../domain/outcome.ts';
import type { Begun } from '../domain/world.ts';
import { orRefused } from './failures.ts';

export interface EventTopicOptions {
  /** `https://<topic>.<region>-1.eventgrid.azure.net/api/events` */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  readonly eventGridScope: string;
  readonly links: Links;
  readonly httpClient?: HttpClient;
}

/** Publishes messages to a custom topic of Event Grid that takes CloudEvents, by the app's identity. */
export function createEventTopic(options: EventTopicOptions): (told: Announcement) => Promise<Outcome<Begun>> {
  const { endpoint, links, httpClient } = options;
  const client = new EventGridPublisherClient(endpoint, 'CloudEvent', inCloud(options), {
    retryOptions: { maxRetries: 2 },
    redirectOptions: { maxRetries: 0 },
    ...(httpClient && { httpClient }),
  });
  return (told) =>
    orRefused('publish a message to the topic', async () => {
      const { specversion: _, time, ...event } = announcementEvent(told, links);
      await client.send([{ ...event, data: { ...event.data }, time: new Date(time) }]);
      return done({});
    });
}

/** The client asks for a token of the public cloud, whichever cloud the topic is in. */
const inCloud = ({ credential, eventGridScope }: EventTopicOptions): TokenCredential => ({
  getToken: (_, asked) => credential.getToken(eventGridScope, asked),
});
