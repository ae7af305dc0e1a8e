import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type AppStorage, createAppStorage } from '../../azure/app-storage.ts';
import { credentialFor } from '../../azure/credentials.ts';
import { readSettings } from '../../domain/settings.ts';
import { type Storage, startStorage } from '../../emulator/storage.ts';
import { workspaceId } from '../support/workspace-id.ts';

/** A real Azurite for the tests of one file. What it answers is there from `beforeAll` on. */
export function appStorageOfThisFile(): () => AppStorage {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-storage-'));
  let azurite: Storage | undefined;
  let storage: AppStorage | undefined;
  beforeAll(async () => {
    azurite = await startStorage({ folder });
    const settings = readSettings({
      FLOWFERRY_WORKSPACES: workspaceId,
      AzureWebJobsStorage: azurite.addresses.connectionString,
      FLOWFERRY_EMULATOR: 'http://127.0.0.1:9',
    });
    storage = createAppStorage(settings, credentialFor(settings));
  });
  afterAll(async () => {
    await azurite?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (!storage) throw new Error('asked before the tests began');
    return storage;
  };
}
