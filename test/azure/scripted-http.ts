import { createHttpHeaders, type HttpClient, RestError } from '@azure/core-rest-pipeline';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP client that answers from a script: for what a whole service would say only in bad times. */
export function scriptedHttp(answer: (request: SentRequest) => ScriptedAnswer | 'no answer') {
  const sent: SentRequest[] = [];
  const client: HttpClient = {
    sendRequest(request) {
      const { method, url } = request;
      const body = typeof request.body === 'string' ? JSON.parse(request.body) : undefined;
      const asked = { method, url, headers: request.headers.toJSON(), body };
      sent.push(asked);
      const given = answer(asked);
      if (given === 'no answer') {
        return Promise.reject(new RestError('socket hang up', { code: RestError.REQUEST_SEND_ERROR, request }));
      }
      return Promise.resolve({
        request,
        status: given.status,
        headers: createHttpHeaders({ 'content-type': 'application/json', ...given.headers }),
        bodyAsText: given.body === undefined ? '' : JSON.stringify(given.body),
      });
    },
  };
  return { client, sent };
}

/** The error envelope of Azure Resource Manager. */
export const azureError = (status: number, code: string, message: string): ScriptedAnswer => ({
  status,
  body: { error: { code, message } },
});
