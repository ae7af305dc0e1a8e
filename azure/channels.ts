import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Announcement } from '../domain/announcement.ts';
import { slackMessage, teamsCard } from '../domain/announcement-cards.ts';
import { announcementEvent, type Links } from '../domain/announcement-event.ts';
import { isSigningKey } from '../domain/channel-settings.ts';
import { type Outcome, refused } from '../domain/outcome.ts';
import type { Secret } from '../domain/secret.ts';
import { linksOf, type Settings } from '../domain/settings.ts';
import type { Begun, Channels } from '../domain/world.ts';
import type { EventTopicOptions } from './event-topic.ts';
import { once } from './lazily.ts';
import { unresolved } from './not-taken.ts';
import type { PostWebhook } from './post-webhook.ts';
import { signatureHeaders } from './webhook-signature.ts';

export interface ChannelOptions {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  /** For example `https://eventgrid.azure.net/.default`. */
  readonly eventGridScope: string;
  readonly now: () => Date;
  readonly httpClient?: HttpClient;
}

type Send = (announcement: Announcement) => Promise<Outcome<Begun>>;

/** Everybody that the settings name: `topic`, `teams`, `slack`, `webhook1`, `webhook2` … */
export function createChannels(options: ChannelOptions): Channels {
  const senders = new Map(sendersOf(options));
  return {
    names: [...senders.keys()],
    send: async (channel, announcement) => await (senders.get(channel) ?? unknown(channel))(announcement),
  };
}

function sendersOf(options: ChannelOptions): readonly (readonly [string, Send])[] {
  const { settings, now, httpClient } = options;
  const links = linksOf(settings);
  const poster = once(async () => (await import('./post-webhook.ts')).createPostWebhook(httpClient));
  const post: PostWebhook = async (message) => await (await poster())(message);
  const { FLOWFERRY_EVENT_TOPIC: topic, FLOWFERRY_WEBHOOK_KEYS: keys = [] } = settings;
  const { FLOWFERRY_TEAMS_WEBHOOK: teams, FLOWFERRY_SLACK_WEBHOOK: slack, FLOWFERRY_WEBHOOKS: others = [] } = settings;
  return [
    ...(topic === undefined ? [] : [['topic', publishing({ ...options, endpoint: topic, links })] as const]),
    ...(teams ? [['teams', (told: Announcement) => postJson(post, teams, teamsCard(told, links))] as const] : []),
    ...(slack ? [['slack', (told: Announcement) => postJson(post, slack, slackMessage(told, links))] as const] : []),
    ...others.map((address, index) => [`webhook${index + 1}`, signed(post, address, { keys, links, now })] as const),
  ];
}

/** The client of Event Grid is loaded with the first message. */
function publishing(topic: EventTopicOptions): Send {
  const publisher = once(async () => (await import('./event-topic.ts')).createEventTopic(topic));
  return async (told) => await (await publisher())(told);
}

const postJson = (post: PostWebhook, address: Secret, message: object) =>
  post({ address, body: JSON.stringify(message), headers: { 'content-type': 'application/json; charset=utf-8' } });

interface Signing {
  readonly keys: readonly Secret[];
  readonly links: Links;
  readonly now: () => Date;
}

/** A CloudEvent in structured mode, with the time of this try under its signature. */
const signed =
  (post: PostWebhook, address: Secret, { keys, links, now }: Signing): Send =>
  async (told) => {
    if (!keys.every((key) => isSigningKey(key.reveal()))) return unresolved('key');
    const body = JSON.stringify(announcementEvent(told, links));
    const contentType = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    return await post({ address, body, headers: { ...contentType, ...signatureHeaders(told.id, now(), body, keys) } });
  };

const unknown = (channel: string) => () =>
  Promise.resolve(
    refused('not-announced', `the settings name no channel ${channel} any more`, 'Nothing, if that is meant.'),
  );
