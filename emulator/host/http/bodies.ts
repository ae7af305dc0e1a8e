import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NullableString, TypedData } from '../core-protocol.ts';
import { cookieHeader } from './cookies.ts';

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A request as an HTTP trigger takes it. */
export function toHttpData(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  parameters: Readonly<Record<string, string>>,
): TypedData {
  return {
    http: {
      method: request.method ?? 'GET',
      url: url.href,
      nullableHeaders: nullable(headersOf(request)),
      nullableParams: nullable(parameters),
      nullableQuery: nullable(Object.fromEntries(url.searchParams)),
      ...(body.length > 0 ? { body: { bytes: body } } : {}),
    },
  };
}

export function headersOf(request: IncomingMessage): Record<string, string> {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(headers);
}

const nullable = (values: Readonly<Record<string, string>>): Record<string, NullableString> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

/** Sends what an HTTP function answered. Nothing at all is 204. */
export function sendHttpData(response: ServerResponse, data: TypedData | null | undefined): void {
  const http = data?.http;
  if (!http) {
    response.writeHead(204).end();
    return;
  }
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  const cookies = (http.cookies ?? []).map(cookieHeader);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  const { body } = http;
  response.writeHead(Number(http.statusCode ?? 200)).end(body?.bytes ?? body?.string ?? body?.json);
}
