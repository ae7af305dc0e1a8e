import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { RegisteredFunction, TypedData } from '../core-protocol.ts';
import type { InvocationRequest } from '../invoke.ts';
import { headersOf } from './bodies.ts';

export interface StreamedRequest {
  readonly fn: RegisteredFunction;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * With `app.setup({ enableHttpStream: true })` bodies do not go through the invocation: the request is sent on to a server
 * that the library has opened in this process, and the answer comes back from there while the function still writes it.
 */
export async function streamThrough(
  libraryServer: string,
  streamed: StreamedRequest,
  invoke: (request: InvocationRequest) => Promise<unknown>,
): Promise<void> {
  const invocationId = randomUUID();
  const upstream = forward(libraryServer, streamed, invocationId);
  const triggerMetadata: Record<string, TypedData> = { Headers: { json: JSON.stringify(headersOf(streamed.request)) } };
  for (const [name, value] of Object.entries(streamed.parameters)) triggerMetadata[name] = { string: value };
  try {
    await invoke({ trigger: {}, triggerMetadata, invocationId });
    // A function that answers nothing at all never writes to the library's server.
    await Promise.race([upstream.answered, new Promise((resolve) => setTimeout(resolve, 50))]);
    if (upstream.hasBegun()) await upstream.answered;
    else streamed.response.writeHead(204).end();
  } finally {
    upstream.close();
  }
}

interface Upstream {
  readonly answered: Promise<void>;
  hasBegun(): boolean;
  close(): void;
}

function forward(libraryServer: string, { request, response, url }: StreamedRequest, invocationId: string): Upstream {
  const target = new URL(url.pathname + url.search, libraryServer);
  target.hostname = '127.0.0.1';
  const headers = {
    ...request.headers,
    'x-ms-invocation-id': invocationId,
    'x-forwarded-host': url.host,
    'x-forwarded-proto': 'http',
  };
  let hasBegun = false;
  let outgoing: http.ClientRequest | undefined;
  const answered = new Promise<void>((resolve, reject) => {
    outgoing = http.request(target, { method: request.method, headers }, (answer) => {
      hasBegun = true;
      const { 'x-ms-invocation-id': _, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, rest);
      answer.pipe(response).on('finish', resolve).on('error', reject);
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    request.pipe(outgoing);
  });
  // Looked at by whoever waits for it; the function may fail first.
  answered.catch(() => {});
  return { answered, hasBegun: () => hasBegun, close: () => outgoing?.destroy() };
}
