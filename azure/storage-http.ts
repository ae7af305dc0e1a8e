import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { HttpOperationResponse, IHttpClient, WebResource } from '@azure/storage-blob';

/** An HTTP client in the older form that the Storage clients take. */
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
