import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { HttpOperationResponse, IHttpClient, WebResource } from '@azure/storage-blob';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Sends every request to the emulated Azure on this machine, and names the host that was meant in `x-forwarded-host`. All
 * before it stays as in production: addresses, tokens, retries. Bearer tokens are refused for `http` addresses earlier in
 * the pipeline, so the scheme changes here and nowhere else.
 */
export function emulatedHttp(emulator: string): HttpClient {
  const base = new URL(emulator);
  if (base.protocol !== 'http:' || !loopback.has(base.hostname)) {
    throw new Error('FLOWFERRY_EMULATOR must be an http address of this machine');
  }
  const inner = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      const meant = request.url;
      const { host, pathname, search } = new URL(meant);
      request.headers.set('x-forwarded-host', host);
      request.url = `${base.origin}${pathname}${search}`;
      request.allowInsecureConnection = true;
      try {
        return await inner.sendRequest(request);
      } finally {
        request.url = meant;
      }
    },
  };
}

/** The same client in the older form that the Storage clients take. */
export const forStorage = (client: HttpClient): IHttpClient => ({
  async sendRequest(asked) {
    const response = await client.sendRequest(toPipelineRequest(asked));
    return toOlderResponse(asked, response);
  },
});

const toPipelineRequest = (asked: WebResource): PipelineRequest =>
  createPipelineRequest({
    url: asked.url,
    method: asked.method,
    headers: createHttpHeaders(asked.headers.toJson({ preserveCase: true })),
    body: asked.body,
    timeout: asked.timeout,
    ...(asked.abortSignal && { abortSignal: asked.abortSignal }),
    ...(asked.streamResponseStatusCodes && { streamResponseStatusCodes: asked.streamResponseStatusCodes }),
  });

function toOlderResponse(asked: WebResource, response: PipelineResponse): HttpOperationResponse {
  const headers = Object.assign(response.headers, {
    toJson: (options?: { preserveCase?: boolean }) => response.headers.toJSON(options),
  });
  // Only the JSON of the headers is asked of them: the client that calls turns them back at once.
  return { ...response, request: asked, headers } as unknown as HttpOperationResponse;
}
