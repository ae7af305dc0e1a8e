import type { IncomingHttpHeaders } from 'node:http';
import { type Cloud, isoNow } from '../cloud.ts';
import type { AzureAnswer, AzureRequest } from '../exchange.ts';
import { type Inbox, openInbox } from '../inbox.ts';
import type { Collection } from '../store.ts';
import { type ReceiverKindName, receiverKinds } from './receiver-kinds.ts';

/** Somebody else's service that messages are posted to. */
export interface Receiver {
  readonly name: string;
  readonly kind: ReceiverKindName;
  readonly url: string;
}

/** A message as it arrived, and what was answered. */
export interface ReceivedMessage {
  /** ISO time of the emulator's clock. */
  readonly receivedAt: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON where it is, else the text. */
  readonly body: unknown;
  readonly status: number;
}

export interface Receivers {
  readonly all: Collection<Receiver>;
  readonly messages: Inbox<ReceivedMessage>;
  /** Opens a receiver, at the address of its kind unless another one is wanted. */
  open(name: string, kind: ReceiverKindName, url?: string): Receiver;
  /** Takes a message in, or says nothing where nobody receives. */
  receive(request: AzureRequest): AzureAnswer | undefined;
}

export function openReceivers(cloud: Cloud): Receivers {
  const all: Collection<Receiver> = cloud.store.collection('receivers');
  const messages = openInbox<ReceivedMessage>(cloud.store, 'receivedMessages');
  return {
    all,
    messages,
    open(name, kind, url) {
      const receiver = { name, kind, url: url ?? receiverKinds[kind].address(name) };
      all.set(name, receiver);
      return receiver;
    },
    receive(request) {
      const onHost = all.values().filter(({ url }) => new URL(url).hostname === request.host);
      if (onHost.length === 0) return undefined;
      const found = onHost.find(({ url }) => new URL(url).pathname === request.path);
      // A mistyped or withdrawn address, in the word that Slack has for it.
      if (!found) return { status: 404, content: 'no_service', headers: { 'content-type': 'text/html' } };
      const answer = receiverKinds[found.kind].answer(request, new URL(found.url));
      messages.add(found.name, describe(cloud, request, answer.status));
      return answer;
    },
  };
}

function describe(cloud: Cloud, request: AzureRequest, status: number): ReceivedMessage {
  const { method, host, path, query, headers, body, bytes } = request;
  const asked = query.size > 0 ? `?${query}` : '';
  return {
    receivedAt: isoNow(cloud),
    ...{ method, url: `https://${host}${path}${asked}`, headers, body: body ?? bytes.toString('utf8'), status },
  };
}
