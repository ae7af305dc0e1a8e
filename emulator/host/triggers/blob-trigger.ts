import { type BlobGetPropertiesResponse, BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { connectionString } from '../app-settings.ts';
import type { RegisteredFunction, TypedData } from '../core-protocol.ts';
import type { QueueSettings } from '../host-json.ts';
import { type SystemLog, textOf } from '../log.ts';
import { toTypedData } from '../typed-data.ts';
import type { Work } from '../work.ts';
import { blobPath } from './blob-path.ts';
import { createPoller, type Poller } from './poller.ts';
import { encodeMessage, queueClient, sendMessage } from './queue-messages.ts';

export interface BlobTriggerContext {
  readonly log: SystemLog;
  readonly work: Work;
  readonly queues: QueueSettings;
  /** After so many failures a blob is given up. */
  readonly maxTries: number;
  run(fn: RegisteredFunction, trigger: TypedData, metadata: Record<string, TypedData>): Promise<unknown>;
  /** Which version of a blob a function has dealt with, so that it runs once for each. */
  receipt(key: string): unknown;
  recordReceipt(key: string, etag: string): void;
}

/** The function runs when a blob is new or has changed, found by looking (the default) or told by Event Grid. */
export interface BlobTrigger extends Poller {
  readonly isPolling: boolean;
  /** Takes the subject of a BlobCreated event: `/blobServices/default/containers/{container}/blobs/{name}`. */
  deliver(subject: string): Promise<void>;
}

const pauseInMs = 500;

export function createBlobTrigger(context: BlobTriggerContext, fn: RegisteredFunction): BlobTrigger {
  const { path, connection, source } = fn.trigger as unknown as BlobBinding;
  const pattern = blobPath(path);
  const container = () =>
    BlobServiceClient.fromConnectionString(connectionString(connection)).getContainerClient(pattern.container);
  const tries = new Map<string, number>();
  const poller = createPoller({
    longestPauseInMs: pauseInMs,
    onError: (error) => context.log('warning', `Container '${pattern.container}': ${textOf(error)}`, fn.name),
    poll: () => look(container()),
  });

  const keyOf = (name: string) => `blob/${fn.name.toLowerCase()}/${pattern.container}/${name}`;
  const look = async (client: ContainerClient): Promise<boolean> => {
    if (!(await client.exists())) return false;
    const fresh: string[] = [];
    for await (const { name, properties } of client.listBlobsFlat()) {
      if (pattern.match(name) && context.receipt(keyOf(name)) !== properties.etag) fresh.push(name);
    }
    for (const name of fresh) await handle(client, name).catch((error: unknown) => failed(name, error));
    return fresh.length > 0;
  };
  const failed = (name: string, error: unknown) =>
    context.log('error', `Executed '${fn.name}' (failed) for ${pattern.container}/${name}: ${textOf(error)}`, fn.name);

  /** Throws when the function fails and the blob is to be tried again. */
  const handle = async (client: ContainerClient, name: string): Promise<void> => {
    const blob = client.getBlobClient(name);
    const properties = await blob.getProperties();
    const { etag = '' } = properties;
    const key = keyOf(name);
    if (context.receipt(key) === etag) return;
    const end = context.work.begin();
    try {
      const metadata = metadataOf(pattern.container, name, blob.url, properties, pattern.match(name));
      await context.run(fn, { bytes: await blob.downloadToBuffer() }, metadata);
      tries.delete(key);
      context.recordReceipt(key, etag);
    } catch (error) {
      const count = (tries.get(key) ?? 0) + 1;
      tries.set(key, count);
      if (count >= context.maxTries) await giveUp(name, properties);
      throw error;
    } finally {
      end();
    }
  };

  const giveUp = async (name: string, { blobType, etag = '' }: BlobGetPropertiesResponse): Promise<void> => {
    const message = {
      Type: 'BlobTrigger',
      FunctionId: `Host.Functions.${fn.name}`,
      BlobType: blobType,
      ContainerName: pattern.container,
      BlobName: name,
      ETag: etag,
    };
    const queue = queueClient(connection, 'webjobs-blobtrigger-poison');
    await sendMessage(queue, encodeMessage(JSON.stringify(message), context.queues.messageEncoding));
    tries.delete(keyOf(name));
    context.recordReceipt(keyOf(name), etag);
  };

  return {
    ...poller,
    isPolling: source !== 'EventGrid',
    async deliver(subject) {
      const found = /\/containers\/([^/]+)\/blobs\/(.+)$/.exec(subject);
      const [, containerName, name] = found ?? [];
      if (name === undefined || containerName !== pattern.container || !pattern.match(name)) return;
      await handle(container(), name);
    },
  };
}

interface BlobBinding {
  readonly path: string;
  readonly connection?: string;
  readonly source?: string;
}

function metadataOf(
  container: string,
  name: string,
  url: string,
  properties: BlobGetPropertiesResponse,
  parts: Readonly<Record<string, string>> = {},
): Record<string, TypedData> {
  const { contentLength: ContentLength, contentType: ContentType, etag: ETag, lastModified: LastModified } = properties;
  const metadata: Record<string, TypedData> = {
    BlobTrigger: { string: `${container}/${name}` },
    Uri: { string: JSON.stringify(url) },
    Properties: toTypedData({ ContentLength, ContentType, ETag, LastModified }) ?? {},
    Metadata: toTypedData(properties.metadata ?? {}) ?? {},
  };
  for (const [part, value] of Object.entries(parts)) metadata[part] = { string: value };
  return metadata;
}
