import { createHash } from 'node:crypto';
import type { Cloud } from '../cloud.ts';
import { type Inbox, openInbox } from '../inbox.ts';
import type { Collection } from '../store.ts';
import { defaultWorkspace } from '../workspace.ts';

export const inputSchemas = ['CloudEventSchemaV1_0', 'EventGridSchema'] as const;
export type InputSchema = (typeof inputSchemas)[number];

/** A custom topic: where an app publishes events of its own. */
export interface Topic {
  /** Azure Resource Manager id. */
  readonly id: string;
  readonly name: string;
  /** Host of the endpoint, `<topic>.<region>-1.eventgrid.azure.net`. */
  readonly host: string;
  readonly endpoint: string;
  readonly inputSchema: InputSchema;
  readonly keys: readonly [string, string];
  /** Without keys and signatures: only Entra tokens are let in. */
  readonly disableLocalAuth: boolean;
}

/** An event as it was published, and when. */
export interface PublishedEvent {
  /** ISO time of the emulator's clock. */
  readonly receivedAt: string;
  readonly event: unknown;
}

export interface Topics {
  readonly all: Collection<Topic>;
  readonly events: Inbox<PublishedEvent>;
}

export const openTopics = ({ store }: Cloud): Topics => ({
  all: store.collection('topics'),
  events: openInbox(store, 'publishedEvents'),
});

export interface TopicFacts {
  readonly name: string;
  readonly location?: string;
  readonly inputSchema?: InputSchema;
  readonly disableLocalAuth?: boolean;
}

/** Makes a custom topic, or changes the one of this name. Its keys belong to its name and the seed. */
export function createTopic(cloud: Cloud, topics: Topics, facts: TopicFacts): Topic {
  const { name, location = 'eastus', inputSchema = 'CloudEventSchemaV1_0', disableLocalAuth = false } = facts;
  const { subscriptionId, resourceGroup } = defaultWorkspace;
  const host = `${name}.${location}-1.eventgrid.azure.net`.toLowerCase();
  const key = (number: number) => createHash('sha256').update(`${cloud.seed}/${host}/${number}`).digest('base64');
  const topic: Topic = {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.EventGrid/topics/${name}`,
    ...{ name, host, endpoint: `https://${host}/api/events`, inputSchema, disableLocalAuth },
    keys: [key(1), key(2)],
  };
  topics.all.set(host, topic);
  return topic;
}

export const topicNamed = ({ all }: Topics, name: string): Topic | undefined =>
  all.values().find((each) => each.name.toLowerCase() === name.toLowerCase());
