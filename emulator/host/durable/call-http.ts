import type { HttpRequest } from './actions.ts';

/**
 * Sends what `callHttp` asked for, and answers what came back as JSON. Where the request asks for a managed identity's
 * token there is none on this machine: a text that says so goes in its place.
 */
export async function callHttp(input: string): Promise<string> {
  const request = JSON.parse(input) as HttpRequest;
  const headers: Record<string, string> = { ...request.headers };
  if (request.tokenSource)
    headers['authorization'] ??= `Bearer local-token-for-${request.tokenSource.resource ?? 'nothing'}`;
  const { method, content } = request;
  const response = await fetch(request.uri, { method, headers, ...(content === undefined ? {} : { body: content }) });
  return JSON.stringify({
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    content: await response.text(),
  });
}
