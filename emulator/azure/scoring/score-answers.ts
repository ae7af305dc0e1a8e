import { STATUS_CODES } from 'node:http';
import type { AzureAnswer } from '../exchange.ts';
import type { ServingResponse } from '../serving/handle-request.ts';

/** An answer of the front itself, without the container's. */
export function frontAnswer(status: number, reason: string, deployment: string | undefined): AzureAnswer {
  return {
    status,
    content: reason,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...named(deployment) },
  };
}

/**
 * The container's answer as the caller sees it: 200 passes, anything else comes as 424 with the model's own status and
 * reason in headers and its body unchanged.
 */
export function wrapped(response: ServingResponse, deployment: string): AzureAnswer {
  const headers = { 'content-type': response.contentType, ...named(deployment) };
  if (response.status === 200) {
    return { status: 200, content: response.pieces ? inTurn(response.pieces) : response.body, headers };
  }
  return {
    status: 424,
    content: response.body,
    headers: {
      ...headers,
      'ms-azureml-model-error-statuscode': String(response.status),
      'ms-azureml-model-error-reason': STATUS_CODES[response.status]?.toUpperCase() ?? 'UNKNOWN',
    },
  };
}

const named = (deployment: string | undefined): Record<string, string> =>
  deployment === undefined ? {} : { 'azureml-model-deployment': deployment };

async function* inTurn(pieces: readonly string[]): AsyncIterable<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** The answer of a container whose code fails: what prompt flow says about an error in a node. */
export function errorInside(answered: ServingResponse, status: number): ServingResponse {
  const code = status >= 500 ? 'SystemError' : 'UserError';
  const message = "Execution failure in 'answer': (RuntimeError) the behaviour of this deployment makes requests fail";
  return {
    status,
    contentType: 'application/json',
    body: `${JSON.stringify({ error: { code, message } })}\n`,
    ...(answered.observation && {
      observation: { ...answered.observation, exception: 'ToolExecutionError', streaming: false, tokens: [] },
    }),
  };
}
