import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { BlobServiceClient, newPipeline } from '@azure/storage-blob';

/** Sends requests for any Azure host to the emulator, which is told the host that was meant. */
export function emulated(url: string): HttpClient {
  const inner = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      const original = request.url;
      const meant = new URL(original);
      request.headers.set('x-forwarded-host', meant.host);
      request.url = `${url}${meant.pathname}${meant.search}`;
      request.allowInsecureConnection = true;
      try {
        return await inner.sendRequest(request);
      } finally {
        request.url = original;
      }
    },
  };
}

/** A credential whose tokens say what they were asked for, and who asked. */
export const credentialOf = (principalId?: string) => ({
  getToken: async (scopes: string | string[]) => ({
    token: `tok:${[scopes].flat()[0]}${principalId === undefined ? '' : `#${principalId}`}`,
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
});

export const subscriptionId = '00000000-0000-0000-0000-000000000001';
export const resourceGroup = 'rg-flowferry';
export const workspaceName = 'flowferry-dev';

/** The unmodified SDK clients, pointed at an emulated Azure. */
export function azureClients(url: string, principalId?: string) {
  const credential = credentialOf(principalId);
  const options = { httpClient: emulated(url), retryOptions: { maxRetries: 0 } };
  return {
    machineLearning: new AzureMachineLearningWorkspaces(credential, subscriptionId, {
      ...options,
      apiVersion: '2024-10-01',
    }),
    authorization: new AuthorizationManagementClient(credential, subscriptionId, options),
    blobs: (account: string) =>
      new BlobServiceClient(`https://${account}.blob.core.windows.net`, blobPipeline(url, credential)),
  };
}
export type AzureClients = ReturnType<typeof azureClients>;

/** The storage clients take an HTTP client of an older make; this gives them the one that the others take. */
function blobPipeline(url: string, credential: ReturnType<typeof credentialOf>) {
  return Object.assign(newPipeline(credential), { _coreHttpClient: emulated(url) });
}

export interface RawRequest {
  readonly method?: string;
  readonly host?: string;
  readonly path: string;
  readonly apiVersion?: string | null;
  readonly body?: unknown;
  readonly token?: string | null;
}

/** Asks the emulator without an SDK: for requests that no SDK would send. `null` leaves version or token out. */
export async function ask(url: string, request: RawRequest) {
  const separator = request.path.includes('?') ? '&' : '?';
  const version = request.apiVersion === null ? '' : `${separator}api-version=${request.apiVersion ?? '2024-10-01'}`;
  const token = request.token === undefined ? 'tok:https://management.azure.com/.default' : request.token;
  const response = await fetch(`${url}${request.path}${version}`, {
    method: request.method ?? 'GET',
    headers: {
      'x-forwarded-host': request.host ?? 'management.azure.com',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  const body: any = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}
