import { type AzureAnswer, azureError, json, noContent, textAt } from '../exchange.ts';
import { notEmulated, type Route } from '../routing.ts';
import { type ReceiverKindName, receiverKinds } from './receiver-kinds.ts';
import type { Receivers } from './receivers.ts';

/** What is no service of Azure's: the receivers of messages, wherever they are. The last of all routes. */
export const receiverRoutes = (receivers: Receivers): Route[] => [
  {
    host: '*',
    method: 'POST',
    path: '/{path*}',
    handle: (request) => receivers.receive(request) ?? notEmulated(request),
  },
];

/** Receivers, for tests and scenarios. What they are made to do wrong is said with faults, as for every other host. */
export function receiverControlRoutes(receivers: Receivers): Route[] {
  const route = (method: string, path: string, handle: Route['handle']): Route => ({ host: '*', method, path, handle });
  const known = (name: string | undefined, answer: (name: string) => AzureAnswer) =>
    receivers.all.get(name ?? '') ? answer(name ?? '') : bad(404, `There is no receiver '${name}'.`);
  return [
    route('GET', '/receivers', () => json(200, receivers.all.values())),
    route('PUT', '/receivers/{name}', ({ body }, { name }) => openReceiver(receivers, name ?? '', body)),
    route('DELETE', '/receivers/{name}', (_, { name }) => noContent(receivers.all.delete(name ?? '') ? 200 : 204)),
    route('GET', '/receivers/{name}/messages', (_, params) =>
      known(params['name'], (name) => json(200, { messages: receivers.messages.of(name) })),
    ),
    route('DELETE', '/receivers/{name}/messages', (_, params) =>
      known(params['name'], (name) => {
        receivers.messages.clear(name);
        return noContent(204);
      }),
    ),
  ];
}

const bad = (status: number, message: string) => azureError(status, 'BadControlRequest', message);

function openReceiver(receivers: Receivers, name: string, body: unknown): AzureAnswer {
  const [kind, url] = [textAt(body, 'kind') ?? 'plain', textAt(body, 'url')];
  if (!(kind in receiverKinds)) {
    return bad(400, `There is no receiver kind '${kind}', only ${Object.keys(receiverKinds).join(', ')}.`);
  }
  if (url !== undefined && !URL.canParse(url)) return bad(400, `'${url}' is no address.`);
  return json(201, receivers.open(name, kind as ReceiverKindName, url));
}
