import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll } from 'vitest';
import { createWorld } from '../../azure/world.ts';
import { readSettings } from '../../domain/settings.ts';
import type { World } from '../../domain/world.ts';
import { type EmulatedAzure, startAzure } from '../../emulator/azure/azure.ts';
import type { LoggedRequest } from '../../emulator/azure/request-log.ts';
import { scaledClock } from '../../emulator/clock.ts';
import { type Storage, startStorage } from '../../emulator/storage.ts';

export interface EmulatedWorld {
  readonly world: World;
  readonly azure: EmulatedAzure;
  readonly workspaceId: string;
  /** The settings of that World, as the environment has them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was asked of Azure since this was called. */
  listen(): () => readonly LoggedRequest[];
}

/** An emulated Azure and the World that speaks to it, for the tests of one file. A quarter of an hour takes half a second. */
export function emulatedWorldOfThisFile(): () => EmulatedWorld {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-azure-'));
  let storage: Storage | undefined;
  let emulated: EmulatedWorld | undefined;
  beforeAll(async () => {
    const origin = { realStart: Date.now(), virtualStart: Date.parse('2026-03-01T10:00:00Z'), speed: 2000 };
    storage = await startStorage({ folder });
    const azure = await startAzure({
      clock: scaledClock(origin),
      storage: storage.addresses,
      rememberedRequests: 100_000,
    });
    const environment = {
      FLOWFERRY_WORKSPACES: azure.workspace.id,
      FLOWFERRY_EMULATOR: azure.url,
      FLOWFERRY_CLOCK: `${origin.realStart},${origin.virtualStart},${origin.speed}`,
      AzureWebJobsStorage: storage.addresses.connectionString,
    };
    emulated = {
      world: createWorld(readSettings(environment)),
      environment,
      azure,
      workspaceId: azure.workspace.id,
      listen() {
        const { count } = azure.requests;
        return () => azure.requests.all().slice(count);
      },
    };
  });
  afterAll(async () => {
    await emulated?.azure.stop();
    await storage?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (!emulated) throw new Error('asked before the tests began');
    return emulated;
  };
}

/** The container of the workspace's default datastore, looked at past the adapters. */
export function datastoreOf(azure: EmulatedAzure): ContainerClient {
  const { workspaceAccount, blobUrl } = azure.cloud.storage;
  const { name, key } = workspaceAccount;
  const account = `DefaultEndpointsProtocol=http;AccountName=${name};AccountKey=${key};BlobEndpoint=${blobUrl}/${name};`;
  const container = `azureml-blobstore-${azure.workspace.properties.workspaceId}`;
  return BlobServiceClient.fromConnectionString(account).getContainerClient(container);
}

/** Asks again until the answer is one to go on with. */
export async function until<T>(ask: () => Promise<T>, enough: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const answer = await ask();
    if (enough(answer)) return answer;
    await wait(10);
  }
  throw new Error('never came');
}
