import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { done } from '../domain/outcome.ts';
import { type Secret, secret } from '../domain/secret.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { OpenApiDocument, Scoring, ScoringAnswer } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { orRefused, refusing } from './failures.ts';

export interface ScoringOptions {
  readonly arm: Arm;
  readonly credential: TokenCredential;
  /** For example `https://ml.azure.com/.default`: not that of Azure Resource Manager. */
  readonly scoringScope: string;
  /** For example `inference.ml.azure.com`: keys and tokens go nowhere else. */
  readonly scoringSuffix: string;
  readonly httpClient?: HttpClient;
}

/**
 * Requests to an endpoint, each sent once: what the model does with one is not ours to repeat. An answer that does not
 * come in time is a 408, as the endpoint itself says when the model is too slow.
 */
export function createScoring(options: ScoringOptions): Scoring {
  const client = options.httpClient ?? createDefaultHttpClient();
  return {
    describe: (endpoint, deployment) =>
      orRefused(`read what deployment ${deployment} of endpoint ${endpoint.name} promises`, async () => {
        const { address, secret: key } = await doorOf(options, endpoint);
        const documentAddress = new URL('/swagger.json', address).href;
        const answer = await send(client, {
          method: 'GET',
          address: documentAddress,
          secret: key,
          deployment,
          timeoutInSeconds: 30,
        });
        return done(answer?.status === 200 ? documentIn(answer.bodyAsText) : undefined);
      }),
    score: (endpoint, request) =>
      orRefused(`send a request to endpoint ${endpoint.name}`, async () => {
        const { address, secret: key } = await doorOf(options, endpoint);
        const began = performance.now();
        const { body, ...rest } = request;
        const answer = await send(client, {
          method: 'POST',
          address,
          secret: key,
          body: JSON.stringify(body),
          ...rest,
        });
        const latencyInSeconds = (performance.now() - began) / 1000;
        return done({ ...toAnswer(answer, key), latencyInSeconds });
      }),
  };
}

interface Door {
  readonly address: string;
  /** A key or a token. Used here, and nowhere else. */
  readonly secret: Secret;
}

async function doorOf(options: ScoringOptions, { workspaceId, name }: EndpointRef): Promise<Door> {
  const { client, group, workspace } = options.arm.machineLearning(workspaceId);
  const { properties } = await client.onlineEndpoints.get(group, workspace, name);
  const address = properties.scoringUri ?? '';
  if (!leadsTo(address, options.scoringSuffix)) {
    throw refusing(
      'operation-failed',
      `Endpoint ${name} gives an address for requests that is not under ${options.scoringSuffix}`,
      'Look at the endpoint in the Azure portal. Its keys are sent to no other place.',
    );
  }
  const fetchSecret = {
    Key: async () => (await client.onlineEndpoints.listKeys(group, workspace, name)).primaryKey,
    AMLToken: async () => (await client.onlineEndpoints.getToken(group, workspace, name)).accessToken,
    AADToken: async () => (await options.credential.getToken(options.scoringScope))?.token,
  }[properties.authMode as 'Key' | 'AMLToken' | 'AADToken'];
  const value = await fetchSecret();
  if (!value) throw new Error('the endpoint gives no key or token');
  return { address, secret: secret(value) };
}

/** Encrypted, and to a host of the service: whoever could change the address would be sent the key. */
function leadsTo(address: string, suffix: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' && hostname.endsWith(`.${suffix}`);
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly address: string;
  readonly secret: Secret;
  readonly deployment?: string;
  readonly body?: string;
  readonly timeoutInSeconds: number;
}

async function send(client: HttpClient, asked: Sent): Promise<PipelineResponse | undefined> {
  const timeout = AbortSignal.timeout(Math.ceil(asked.timeoutInSeconds * 1000));
  const request = createPipelineRequest({
    url: asked.address,
    method: asked.method,
    abortSignal: timeout,
    ...(asked.body !== undefined && { body: asked.body }),
    headers: createHttpHeaders({
      ...(asked.body !== undefined && { 'content-type': 'application/json' }),
      accept: 'application/json',
      authorization: `Bearer ${asked.secret.reveal()}`,
      ...(asked.deployment !== undefined && { 'azureml-model-deployment': asked.deployment }),
    }),
  });
  try {
    // Empty: no retries, no redirects, and not the token of Azure Resource Manager.
    return await createEmptyPipeline().sendRequest(client, request);
  } catch (problem) {
    if (timeout.aborted) return undefined;
    throw problem;
  }
}

/** A container that serves no document, or something else under its name, promises nothing that could be compared. */
function documentIn(text: string | null | undefined): OpenApiDocument | undefined {
  try {
    const document: unknown = JSON.parse(text ?? '');
    return typeof document === 'object' && document !== null && 'paths' in document
      ? (document as OpenApiDocument)
      : undefined;
  } catch {
    return undefined;
  }
}

const toldHeaders = /^(content-type|retry-after|azureml-.*|ms-azureml-.*|x-ms-.*|x-request-id)$/;

function toAnswer(answer: PipelineResponse | undefined, sent: Secret): Omit<ScoringAnswer, 'latencyInSeconds'> {
  if (!answer) return { status: 408, headers: {}, body: '' };
  const headers = Object.entries(answer.headers.toJSON()).filter(([name]) => toldHeaders.test(name));
  return {
    status: answer.status,
    headers: Object.fromEntries(headers),
    // A model may answer with what it was sent.
    body: (answer.bodyAsText ?? '').replaceAll(sent.reveal(), '…'),
  };
}
