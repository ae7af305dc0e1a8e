import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TableClient, TableServiceClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { expect } from 'vitest';
import type { Stack } from '../../emulator/stack.ts';

/** A place where a secret could have got to, and what is written there. */
type Place = readonly [where: string, text: string];

/**
 * Looks for every secret that there is in everything that the app has written or said: the durable history, tables, blobs,
 * queues and dead letters of its account, log, answers and messages. `said`: what only the caller has seen.
 */
export async function expectNoSecretOut(
  stack: Stack,
  stateFolder: string,
  said: Readonly<Record<string, readonly string[]>>,
  moreSecrets: readonly string[] = [],
): Promise<void> {
  const places = [
    ...filesIn(path.join(stateFolder, 'host')),
    ...(await tablesOf(stack)),
    ...(await blobsOf(stack)),
    ...(await queuesOf(stack)),
    ...Object.entries(said).map(([where, texts]): Place => [where, texts.join('\n')]),
  ];
  const secrets = [...secretsOf(stack), ...moreSecrets];
  expect(secrets.filter((secret) => secret.length < 8)).toEqual([]);
  expect(places.map(([where]) => where.split(' ')[0])).toEqual(
    expect.arrayContaining(['file', 'table', 'blob', 'queue']),
  );
  expect(places.flatMap((place) => found(place, secrets))).toEqual([]);
}

const shapes = /tok:https|Bearer [\w.-]{8}|AccountKey=\w|SharedAccessSignature|[?&](sig|code)=|whsec_/;

/** Where something secret stands. The secret itself is not repeated. */
export function found([where, text]: Place, secrets: readonly string[]): readonly string[] {
  const known = secrets
    .filter((secret) => text.includes(secret))
    .map((secret) => `${where}: a secret of ${secret.length} signs`);
  const shape = shapes.exec(text);
  return shape ? [...known, `${where}: ${shape[0]}`] : known;
}

/** All that would be a disaster to find anywhere: keys and tokens of endpoints and storage, credentials of connections. */
function secretsOf({ azure, storage }: Stack): readonly string[] {
  const { endpoints, connections } = azure.cloud;
  return [
    storage.addresses.appAccount.key,
    storage.addresses.workspaceAccount.key,
    ...endpoints
      .values()
      .flatMap(({ keys, tokens }) => [...Object.values(keys), ...tokens.map((each) => each.accessToken)]),
    ...connections.values().flatMap((connection) => textsIn(connection.properties.credentials)),
  ];
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsIn);

const filesIn = (folder: string): Place[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [`file ${path.relative(folder, file)}`, readFileSync(file, 'utf8')]);

async function tablesOf({ storage }: Stack): Promise<Place[]> {
  const { connectionString } = storage.addresses;
  const places: Place[] = [];
  for await (const { name = '' } of TableServiceClient.fromConnectionString(connectionString, insecure).listTables()) {
    const rows: string[] = [];
    for await (const row of TableClient.fromConnectionString(connectionString, name, insecure).listEntities()) {
      rows.push(JSON.stringify(row));
    }
    places.push([`table ${name}`, rows.join('\n')]);
  }
  return places;
}
const insecure = { allowInsecureConnection: true };

async function blobsOf({ storage }: Stack): Promise<Place[]> {
  const service = BlobServiceClient.fromConnectionString(storage.addresses.connectionString);
  const places: Place[] = [];
  for await (const container of service.listContainers()) {
    const client = service.getContainerClient(container.name);
    for await (const { name } of client.listBlobsFlat()) {
      const bytes = await client.getBlobClient(name).downloadToBuffer();
      places.push([`blob ${container.name}/${name}`, bytes.toString('latin1')]);
    }
  }
  return places;
}

async function queuesOf({ storage }: Stack): Promise<Place[]> {
  const service = QueueServiceClient.fromConnectionString(storage.addresses.connectionString);
  const places: Place[] = [];
  for await (const { name } of service.listQueues()) {
    const { peekedMessageItems } = await service.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
    const texts = peekedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString('utf8'));
    places.push([`queue ${name}`, texts.join('\n')]);
  }
  return places;
}

/** What the API says of all releases of some endpoints, and of itself, headers included. */
export async function everyAnswer({ host }: Stack, endpoints: readonly string[]): Promise<readonly string[]> {
  const answerOf = async (path: string) => {
    const answer = await fetch(`${host.url}/api/${path}`);
    return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  };
  const lists = await Promise.all(endpoints.map((name) => answerOf(`releases?endpoint=${name}`)));
  const ids = new Set(lists.join().match(/[a-z-]+-[a-z0-9]{10}(?=")/g));
  const stories = await Promise.all([...ids].map((id) => answerOf(`releases/${id}`)));
  expect(stories.filter((story) => story.startsWith('200')).length).toBeGreaterThanOrEqual(endpoints.length);
  return [...lists, ...stories, await answerOf('openapi.json')];
}
