import { describe, expect, test } from 'vitest';
import { credentialFor, identityFor } from '../../azure/credentials.ts';
import { createWorld } from '../../azure/world.ts';
import { readSettings } from '../../domain/settings.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { workspaceId } from '../support/workspace-id.ts';

const inAzure = {
  FLOWFERRY_WORKSPACES: workspaceId,
  AzureWebJobsStorage__blobServiceUri: 'https://acct.blob.core.windows.net/',
  AzureWebJobsStorage__tableServiceUri: 'https://acct.table.core.windows.net/',
};

const storage = 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net';

describe('the World', () => {
  test('has every port, and asks nobody while it is made', () => {
    const world = createWorld(readSettings(inAzure));

    expect(Object.keys(world).sort()).toEqual(Object.keys(memoryWorld({ now: () => 0 }).world).sort());
  });

  test('tells no settings but those that are asked for', () => {
    const world = createWorld(readSettings({ FLOWFERRY_WORKSPACES: workspaceId, AzureWebJobsStorage: storage }));

    expect(JSON.stringify(world.settings)).not.toContain('AccountKey');
    expect(world.settings.FLOWFERRY_WORKSPACES).toEqual([workspaceId]);
  });

  test('is not made for an emulator on another machine', () => {
    const settings = { ...readSettings(inAzure), FLOWFERRY_EMULATOR: 'http://10.0.0.1' };

    expect(() => createWorld(settings)).toThrow('must be an http address of this machine');
  });
});

describe('the app', () => {
  test.each([
    ['its user-assigned identity', { AZURE_CLIENT_ID: 'c' }, 'ManagedIdentityCredential'],
    ['whatever the machine has', {}, 'DefaultAzureCredential'],
    ['whatever the machine has, in another cloud', { FLOWFERRY_CLOUD: 'usGovernment' }, 'DefaultAzureCredential'],
  ])('signs in with %s', async (_, over, name) => {
    expect((await identityFor(readSettings({ ...inAzure, ...over }))).constructor.name).toBe(name);
  });

  test('signs in at the emulator with a token that says what it is for', async () => {
    const settings = readSettings({ ...inAzure, FLOWFERRY_EMULATOR: 'http://127.0.0.1:1' });

    expect(await credentialFor(settings).getToken('https://ml.azure.com/.default')).toMatchObject({
      token: 'tok:https://ml.azure.com/.default',
    });
  });
});
