import { receiverKinds } from '../../emulator/azure/webhooks/receiver-kinds.ts';
import type { ReceivedMessage } from '../../emulator/azure/webhooks/receivers.ts';
import type { Stack } from '../../emulator/stack.ts';

const keys = [`whsec_${Buffer.from('CANARY-signing-key-of-webhooks--').toString('base64')}`];
const addresses = {
  teams: receiverKinds.teams.address('teams'),
  slack: receiverKinds.slack.address('slack'),
  webhook: 'https://CANARY-host.example.com/hooks/CANARY-path?code=CANARY-code',
};

/** App settings under which outcomes are told to one channel of each kind that the emulated Azure has. */
export const allChannels = {
  FLOWFERRY_EVENT_TOPIC: 'https://flowferry-events.eastus-1.eventgrid.azure.net/api/events',
  FLOWFERRY_TEAMS_WEBHOOK: addresses.teams,
  FLOWFERRY_SLACK_WEBHOOK: addresses.slack,
  FLOWFERRY_WEBHOOKS: addresses.webhook,
  FLOWFERRY_WEBHOOK_KEYS: keys.join(),
};

/** What nobody may see of these settings. */
export const channelSecrets: readonly string[] = [
  ...keys,
  'CANARY-path',
  'CANARY-code',
  new URL(addresses.teams).searchParams.get('sig') ?? '',
  new URL(addresses.slack).pathname,
];

export async function openReceivers({ azure }: Stack): Promise<void> {
  const receivers = [
    ['teams', { kind: 'teams' }],
    ['slack', { kind: 'slack' }],
    ['webhook', { kind: 'plain', url: addresses.webhook }],
  ] as const;
  for (const [name, body] of receivers) {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${azure.controlUrl}/receivers/${name}`, { method: 'PUT', headers, body: JSON.stringify(body) });
  }
}

export type Messages = Record<'topic' | keyof typeof addresses, readonly unknown[]>;

/** What each channel has been told so far, by its name. */
export async function toldTo({ azure }: Stack): Promise<Messages> {
  const read = async (path: string) => await (await fetch(`${azure.controlUrl}${path}`)).json();
  const messagesOf = async (name: string) =>
    ((await read(`/receivers/${name}/messages`)) as { messages: ReceivedMessage[] }).messages;
  const { events } = (await read('/topics/flowferry-events/events')) as { events: { event: unknown }[] };
  const [teams, slack, webhook] = await Promise.all([messagesOf('teams'), messagesOf('slack'), messagesOf('webhook')]);
  const bodies = (messages: readonly ReceivedMessage[]) => messages.map(({ body }) => body);
  return {
    topic: events.map(({ event }) => event),
    teams: bodies(teams),
    slack: bodies(slack),
    webhook: bodies(webhook),
  };
}

/** Of an endpoint: the kind of a message, and its headline. */
export type News = readonly [endpoint: string, kind: string, headline: string];

/** What which channel has not heard of. */
export const untold = (all: Messages, news: readonly News[]): readonly string[] =>
  Object.entries(all).flatMap(([channel, messages]) =>
    news
      .filter(
        ([endpoint, , headline]) => !messages.some((message) => tells(JSON.stringify(message), endpoint, headline)),
      )
      .map(([endpoint, kind]) => `${channel}: ${endpoint} ${kind}`),
  );

const tells = (message: string, endpoint: string, headline: string) =>
  message.includes(headline) && (message.includes(`"${endpoint}"`) || message.includes(`Endpoint: ${endpoint}"`));

/** The ids of CloudEvents, sorted. */
export const idsOf = (events: readonly unknown[]): readonly string[] =>
  events.map((event) => (event as { readonly id: string }).id).sort();
