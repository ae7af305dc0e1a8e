import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { callerOf, refuseApiVersion, refuseCaller } from './access.ts';
import { type AzureAnswer, type AzureRequest, azureError } from './exchange.ts';
import { exchangeJournal } from './exchange-journal.ts';
import { type FaultInjection, noFaults } from './fault-injection.ts';
import { rateLimits } from './rate-limit.ts';
import type { RequestLog } from './request-log.ts';
import { type FindRoute, findRouteIn, notEmulated, type Route } from './routing.ts';

export interface FrontOptions {
  /** Absent: any free one. */
  readonly port?: number;
  readonly clock: Clock;
  readonly routes: readonly Route[];
  readonly log?: RequestLog;
  readonly faults?: FaultInjection;
  /** Refuses callers whose roles do not allow what they ask. */
  readonly authorize?: (request: AzureRequest) => AzureAnswer | undefined;
}

export interface Front {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The one door of the emulated Azure, on 127.0.0.1. A client names the host it means in `x-forwarded-host`, or asks
 * `http://<host>.localhost:<port>`; the door checks token and API version for that host and hands over to the operation.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const find = findRouteIn(options.routes);
  const limits = rateLimits(options.clock);
  const journal = exchangeJournal();
  const server = createServer((incoming, outgoing) => {
    void serve({ ...options, find, limits, journal }, incoming, outgoing).catch((problem: unknown) => {
      const message = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      if (!outgoing.headersSent) write(outgoing, azureError(500, 'EmulatorDefect', message), '');
      else outgoing.destroy();
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Door extends FrontOptions {
  readonly find: FindRoute;
  readonly limits: ReturnType<typeof rateLimits>;
  readonly journal: ReturnType<typeof exchangeJournal>;
}

async function serve(door: Door, incoming: IncomingMessage, outgoing: ServerResponse) {
  const request = await read(incoming);
  const faults = door.faults ?? noFaults;
  const before = faults.before(request);
  const isLost = before?.cut === true || before?.silent === true;
  const answer = before?.answer ?? (isLost ? azureError(0, 'Unanswered', '') : await answerTo(door, request));
  const after = before ?? faults.after(request, answer);
  const given = after?.answer ?? answer;
  const entry = {
    ...{ time: new Date(door.clock.now()).toISOString(), ...described(request), ...outcomeOf(given) },
    ...(after && { fault: after.name }),
  };
  door.log?.add(entry);
  // What asks a door by its own address asks no Azure.
  if (request.host !== '127.0.0.1') door.journal(entry);
  if (after?.silent) return;
  if (after?.cut) incoming.socket.resetAndDestroy();
  else write(outgoing, { ...given, headers: { ...door.limits(request), ...given.headers } }, request.requestId);
}

function answerTo({ find, authorize }: Door, request: AzureRequest): AzureAnswer | Promise<AzureAnswer> {
  const found = find(request.host, request.method, request.path);
  if (!found) return notEmulated(request);
  return (
    refuseCaller(found.route, request.caller, request.headers.authorization) ??
    refuseApiVersion(found.route, request.query.get('api-version') ?? undefined) ??
    authorize?.(request) ??
    found.route.handle(request, found.params)
  );
}

async function read(incoming: IncomingMessage): Promise<AzureRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const forwarded = incoming.headers['x-forwarded-host'];
  const named = (typeof forwarded === 'string' ? forwarded : incoming.headers.host) ?? '';
  // URLSearchParams decodes the names as well: one client sends `api%2Dversion`. Doubled slashes come from scopes that
  // begin with one.
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  return {
    host: named
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/\.localhost$/, ''),
    method: incoming.method ?? 'GET',
    path: path.replace(/\/{2,}/g, '/'),
    query: new URLSearchParams(query),
    headers: incoming.headers,
    bytes,
    body: jsonIn(bytes, incoming.headers['content-type']),
    caller: callerOf(incoming.headers.authorization),
    requestId: randomUUID(),
  };
}

function jsonIn(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0 || !/json/i.test(contentType ?? '')) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const described = (request: AzureRequest) => ({
  host: request.host,
  method: request.method,
  path: request.path,
  query: request.query.toString(),
  apiVersion: request.query.get('api-version') ?? undefined,
  scope: request.caller.scope,
  principalId: request.caller.principalId,
  body: request.body,
});

const outcomeOf = (answer: AzureAnswer) => ({ status: answer.status, answer: answer.body });

function write(outgoing: ServerResponse, answer: AzureAnswer, requestId: string): void {
  const headers: Record<string, string> = {
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': requestId,
    'cache-control': 'no-cache',
    ...(answer.body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...answer.headers,
  };
  outgoing.writeHead(answer.status, headers);
  if (answer.body !== undefined) outgoing.end(JSON.stringify(answer.body));
  else if (answer.content === undefined) outgoing.end();
  else if (typeof answer.content === 'string' || answer.content instanceof Uint8Array) outgoing.end(answer.content);
  else
    Readable.from(answer.content)
      .on('error', () => outgoing.destroy())
      .pipe(outgoing);
}
