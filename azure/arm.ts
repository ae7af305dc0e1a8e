import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createHttpHeaders, createPipelineRequest, type HttpClient, RestError } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { partsOf } from '../domain/workspace.ts';
import { mergeBodyPolicy } from './merge-body.ts';

/** The clients of Azure Resource Manager: one of a kind per subscription. */
export interface Arm {
  machineLearning(workspaceId: string): WorkspaceClient;
  authorization(subscriptionId: string): AuthorizationManagementClient;
  /** Reads an address of Azure Resource Manager that no client knows, with the API version that it carries. */
  read(address: string): Promise<unknown>;
  /** Asks in another way than reading, once. Where nothing is answered the body is `undefined`. */
  send(method: 'PUT' | 'POST', address: string, body: object): Promise<unknown>;
}

/** A client with the two names that every one of its calls asks for. */
export interface WorkspaceClient {
  readonly client: AzureMachineLearningWorkspaces;
  readonly group: string;
  readonly workspace: string;
}

export interface ArmOptions {
  readonly credential: TokenCredential;
  /** For example `https://management.azure.com`. */
  readonly resourceManager: string;
  readonly httpClient?: HttpClient;
}

export function createArm(options: ArmOptions): Arm {
  const { credential, resourceManager } = options;
  const shared = {
    endpoint: resourceManager,
    credentialScopes: `${resourceManager}/.default`,
    // The orchestration waits longer, and without holding an activity.
    retryOptions: { maxRetries: 2 },
    ...(options.httpClient && { httpClient: options.httpClient }),
  };
  const machineLearning = perSubscription(
    (subscriptionId) =>
      new AzureMachineLearningWorkspaces(credential, subscriptionId, {
        ...shared,
        $host: resourceManager,
        apiVersion: '2024-10-01',
        additionalPolicies: [{ policy: mergeBodyPolicy, position: 'perCall' }],
      }),
  );
  const authorization = perSubscription(
    (subscriptionId) =>
      new AuthorizationManagementClient(credential, subscriptionId, { ...shared, $host: resourceManager }),
  );
  return {
    machineLearning(workspaceId) {
      const { subscriptionId, resourceGroup, name } = partsOf(workspaceId);
      return { client: machineLearning(subscriptionId), group: resourceGroup, workspace: name };
    },
    authorization,
    read: (address) => ask(authorization, resourceManager, { method: 'GET', address }),
    send: (method, address, body) => ask(authorization, resourceManager, { method, address, body }),
  };
}

interface Question {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly address: string;
  readonly body?: object;
}

async function ask(
  clientFor: (subscriptionId: string) => AuthorizationManagementClient,
  resourceManager: string,
  { method, address, body }: Question,
): Promise<unknown> {
  const url = new URL(address, resourceManager);
  if (url.origin !== new URL(resourceManager).origin) {
    throw new Error('unexpected: an address outside of Azure Resource Manager gets no token');
  }
  const request = createPipelineRequest({
    url: url.href,
    method,
    ...(body && { body: JSON.stringify(body), headers: createHttpHeaders({ 'content-type': 'application/json' }) }),
  });
  // Not the machine learning client: it would write its own API version over the address's.
  const response = await clientFor(subscriptionOf(url.pathname)).sendRequest(request);
  const answer = parsed(response.bodyAsText);
  if (response.status < 300) return answer;
  const { code, message } = errorIn(answer);
  throw new RestError(message ?? `status ${response.status}`, {
    statusCode: response.status,
    response,
    ...(code && { code }),
  });
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
}

/** Most services wrap their errors in `error`; Azure Monitor's metrics do not. */
const errorIn = (body: unknown): ErrorBody => {
  const answer = (body ?? {}) as ErrorBody & { readonly error?: ErrorBody };
  return answer.error ?? answer;
};

function perSubscription<T>(create: (subscriptionId: string) => T): (subscriptionId: string) => T {
  const made = new Map<string, T>();
  return (subscriptionId) => {
    const client = made.get(subscriptionId) ?? create(subscriptionId);
    made.set(subscriptionId, client);
    return client;
  };
}

/** The subscription that a resource id or an address's path names. */
export const subscriptionOf = (path: string): string => /^\/?subscriptions\/([^/]+)/i.exec(path)?.[1] ?? '';

function parsed(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
