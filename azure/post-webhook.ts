import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { done, type Outcome } from '../domain/outcome.ts';
import type { Secret } from '../domain/secret.ts';
import type { Begun } from '../domain/world.ts';
import { troubled } from './failures.ts';
import { notTaken, unresolved } from './not-taken.ts';
import { privateAddressCode, publicAgent } from './public-agent.ts';
import { shortText } from './short-text.ts';

export interface Post {
  readonly address: Secret;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
export type PostWebhook = (post: Post) => Promise<Outcome<Begun>>;

const timeoutInSeconds = 20;

/**
 * Posts to an address of the settings: once, encrypted, to a public network, and not to wherever the answer points. No
 * word of the address gets into an error.
 *
 * @param emulated a client that sends everything to this machine; absent in Azure
 */
export function createPostWebhook(emulated?: HttpClient): PostWebhook {
  const client = emulated ?? createDefaultHttpClient();
  const agent = emulated ? undefined : publicAgent();
  return async ({ address, body, headers }) => {
    if (!/^https:/.test(address.reveal())) return unresolved('address');
    const request = createPipelineRequest({
      url: address.reveal(),
      method: 'POST',
      body,
      headers: createHttpHeaders({ ...headers, 'user-agent': 'flowferry' }),
      abortSignal: AbortSignal.timeout(timeoutInSeconds * 1000),
    });
    // The function above would drop it.
    if (agent) request.agent = agent;
    // Past the pipeline: no retries, no redirects, no log of the address.
    const answer = await client.sendRequest(request).catch((problem: unknown) => problem);
    if (answer instanceof Error) return noAnswer(answer);
    return outcomeOf(answer as PipelineResponse, address);
  };
}

/** The message may hold the address, the code does not. */
function noAnswer(problem: Error & { readonly code?: unknown }): Outcome<Begun> {
  const code = typeof problem.code === 'string' ? problem.code : problem.name;
  if (code === privateAddressCode) return notTaken('its name leads into a private network');
  if (code === 'AbortError' || code === 'TimeoutError') {
    throw troubled('timed-out', `no answer within ${timeoutInSeconds} seconds`);
  }
  throw troubled('unreachable', `it could not be reached (${code})`);
}

function outcomeOf({ status, bodyAsText }: PipelineResponse, address: Secret): Outcome<Begun> {
  if (status >= 200 && status < 300) return done({});
  const said = shortText(withoutAddress(bodyAsText ?? '', address)).slice(0, 100);
  const sentence = `it answered ${status}${said === '' ? '' : ` (${said})`}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) throw troubled('unavailable', sentence);
  return notTaken(sentence);
}

/** A receiver may say what it was asked. */
function withoutAddress(text: string, address: Secret): string {
  const { href, pathname, search, searchParams } = new URL(address.reveal());
  const parts = [href, pathname, search, ...searchParams.values()].filter((part) => part.length > 3);
  return parts.reduce((left, part) => left.replaceAll(part, '…').replaceAll(decodeURIComponent(part), '…'), text);
}
