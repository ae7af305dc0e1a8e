import { request as httpRequest, type IncomingMessage } from 'node:http';
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { StorageAccount, StorageAddresses } from '../../storage.ts';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { refuseBlobCaller } from './blob-rights.ts';

/**
 * Blob storage behind a token: requests for `<account>.blob.core.windows.net` go on to Azurite, with a signature in place
 * of the token, which Azurite takes over https only.
 */
export const blobRoutes = (cloud: Cloud): Route[] => [
  {
    host: '{account}.blob.core.windows.net',
    method: '*',
    path: '/{path*}',
    scope: 'https://storage.azure.com/.default',
    handle: (request, { account = '' }) =>
      refuseBlobCaller(cloud, request, account) ?? forward(cloud.storage, request, account),
  },
];

const accountNamed = (storage: StorageAddresses, name: string) =>
  [storage.appAccount, storage.workspaceAccount].find((each) => each.name === name);

async function forward(storage: StorageAddresses, request: AzureRequest, name: string): Promise<AzureAnswer> {
  const account = accountNamed(storage, name);
  if (!account) return azureError(404, 'ResourceNotFound', `There is no storage account ${name}.`);
  const asked = [...request.query].map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const url = `${storage.blobUrl}/${name}${request.path}?${[...asked, signatureFor(account)].join('&')}`;
  const answer = await send(url, request, headersFor(storage, request));
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
  return {
    status: answer.statusCode ?? 500,
    headers: headers as Record<string, string>,
    ...(chunks.length > 0 && { content: Buffer.concat(chunks) }),
  };
}

function headersFor(storage: StorageAddresses, request: AzureRequest): Record<string, string | string[]> {
  const { authorization: _, host: __, connection: ___, 'x-forwarded-host': ____, ...headers } = request.headers;
  const kept = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const source = kept['x-ms-copy-source'];
  if (typeof source === 'string') kept['x-ms-copy-source'] = localSource(storage, source);
  return kept as Record<string, string | string[]>;
}

/** A copy is fetched by Azurite itself, which must not go looking for the source in the real Azure. */
function localSource(storage: StorageAddresses, source: string): string {
  const url = new URL(source);
  const account = accountNamed(storage, url.hostname.split('.')[0] ?? '');
  if (!account || !url.hostname.includes('.blob.')) return source;
  const separator = url.search === '' ? '?' : '&';
  return `${storage.blobUrl}/${account.name}${url.pathname}${url.search}${separator}${signatureFor(account)}`;
}

function send(url: string, { method, bytes }: AzureRequest, headers: Record<string, string | string[]>) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest(url, { method, headers }, resolve);
    outgoing.once('error', reject);
    outgoing.end(bytes);
  });
}

function signatureFor(account: StorageAccount): string {
  const aDayAway = 86_400_000;
  return generateAccountSASQueryParameters(
    {
      startsOn: new Date(Date.now() - aDayAway),
      expiresOn: new Date(Date.now() + aDayAway),
      services: AccountSASServices.parse('b').toString(),
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
      permissions: AccountSASPermissions.parse('rwdxylacuptfi'),
      protocol: SASProtocol.HttpsAndHttp,
    },
    new StorageSharedKeyCredential(account.name, account.key),
  ).toString();
}
