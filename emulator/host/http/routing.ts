import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ManagementContext } from '../durable/management/context.ts';
import { rpcPath, webhookPath } from '../durable/management/links.ts';
import { handleManagement } from '../durable/management/management.ts';
import type { FunctionRunner } from '../function-runner.ts';
import { type EventGridTarget, handleEventGrid } from '../triggers/event-grid.ts';
import { type AdminContext, handleAdmin } from './admin.ts';
import { readBody, sendHttpData, toHttpData } from './bodies.ts';
import { hasKey } from './keys.ts';
import { matchRoute, type Route } from './routes.ts';
import { sendSystemResponse, toSystemRequest } from './server.ts';
import { streamThrough } from './streaming.ts';
import { notFound, type SystemRequest, type SystemResponse } from './system-request.ts';

export interface RoutingContext {
  readonly routes: readonly Route[];
  readonly runner: FunctionRunner;
  readonly management: ManagementContext;
  readonly admin: AdminContext;
  readonly key: string | undefined;
  /** The server that the library opened, when the app streams bodies. */
  readonly libraryServer: string | undefined;
  eventGridTarget(functionName: string): EventGridTarget | undefined;
  blobEventTarget(functionName: string): EventGridTarget | undefined;
}

interface SystemPart {
  readonly base: string;
  readonly needsKey: boolean;
  handle(context: RoutingContext, request: SystemRequest): SystemResponse | Promise<SystemResponse>;
}

const functionNameOf = (request: SystemRequest): string => request.query.get('functionName') ?? '';

/** What the host answers itself, before any function is asked. */
const systemParts: readonly SystemPart[] = [
  { base: rpcPath, needsKey: false, handle: (context, request) => handleManagement(context.management, request) },
  { base: webhookPath, needsKey: true, handle: (context, request) => handleManagement(context.management, request) },
  {
    base: 'runtime/webhooks/eventgrid',
    needsKey: true,
    handle: (context, request) => handleEventGrid(request, context.eventGridTarget(functionNameOf(request))),
  },
  {
    base: 'runtime/webhooks/blobs',
    needsKey: true,
    handle: (context, request) => handleEventGrid(request, context.blobEventTarget(functionNameOf(request))),
  },
  { base: 'runtime/webhooks', needsKey: true, handle: () => notFound },
  { base: 'admin', needsKey: true, handle: (context, request) => handleAdmin(context.admin, request) },
];

/** Takes a request to the part of the host, or to the function, that it is for. */
export async function handleRequest(
  context: RoutingContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const part = systemParts.find(({ base }) => isBelow(url.pathname, base));
  if (!part) return handleFunction(context, request, response, url);
  const isAllowed = !part.needsKey || request.method === 'OPTIONS' || hasKey(context.key, request, url);
  const answer = isAllowed
    ? await part.handle(context, await toSystemRequest(request, url, part.base))
    : { status: 401 };
  sendSystemResponse(response, answer);
}

function isBelow(path: string, base: string): boolean {
  const below = path.replace(/^\/+/, '').toLowerCase();
  return below === base || below.startsWith(`${base}/`);
}

async function handleFunction(
  { routes, runner, key, libraryServer }: RoutingContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const match = matchRoute(routes, request.method ?? 'GET', url.pathname);
  if (!match) return sendSystemResponse(response, notFound);
  const { fn, parameters } = match;
  if (String(fn.trigger['authLevel']).toLowerCase() !== 'anonymous' && !hasKey(key, request, url)) {
    return sendSystemResponse(response, { status: 401 });
  }
  if (libraryServer !== undefined) {
    const streamed = { fn, request, response, url, parameters };
    return streamThrough(libraryServer, streamed, (invocation) => runner.run(fn, invocation));
  }
  const trigger = toHttpData(request, url, await readBody(request), parameters);
  sendHttpData(response, (await runner.run(fn, { trigger })).returnValue);
}
