import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from './bodies.ts';
import type { SystemRequest, SystemResponse } from './system-request.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on the loopback address only. A handler that throws is answered with 500. */
export async function listen(
  port: number,
  handle: RequestHandler,
  onError: (error: unknown, path: string) => void,
): Promise<RunningServer> {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    handle(request, response, url).catch((error: unknown) => {
      onError(error, url.pathname);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** The request as the host's own parts take it, its path below `base`. */
export async function toSystemRequest(request: IncomingMessage, url: URL, base: string): Promise<SystemRequest> {
  const path = url.pathname.replace(/^\/+/, '').slice(base.length);
  return {
    method: request.method ?? 'GET',
    segments: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: url.searchParams,
    headers: request.headers as Readonly<Record<string, string | undefined>>,
    body: (await readBody(request)).toString('utf8'),
    url,
  };
}

export function sendSystemResponse(response: ServerResponse, { status, headers = {}, body }: SystemResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.writeHead(status).end(JSON.stringify(body));
}
