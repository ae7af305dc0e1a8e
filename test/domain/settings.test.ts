import { describe, expect, test } from 'vitest';
import { readSettings } from '../../domain/settings.ts';
import { workspaceId } from '../support/workspace-id.ts';

const complete = { FLOWFERRY_WORKSPACES: workspaceId, AzureWebJobsStorage: 'UseDevelopmentStorage=true' };

describe('the settings', () => {
  test('need a workspace and a storage account, and have defaults for the rest', () => {
    expect(readSettings(complete)).toMatchObject({
      FLOWFERRY_WORKSPACES: [workspaceId],
      FLOWFERRY_CLOUD: 'public',
      FLOWFERRY_MAX_PACKAGE_MEGABYTES: 100,
    });
  });

  test('take several workspaces', () => {
    const FLOWFERRY_WORKSPACES = `${workspaceId}, ${workspaceId}-test,`;

    expect(readSettings({ ...complete, FLOWFERRY_WORKSPACES }).FLOWFERRY_WORKSPACES).toHaveLength(2);
  });

  test('take addresses in place of a connection string', () => {
    const { AzureWebJobsStorage: _, ...rest } = complete;
    const addresses = {
      AzureWebJobsStorage__blobServiceUri: 'https://a.blob.core.windows.net',
      AzureWebJobsStorage__tableServiceUri: 'https://a.table.core.windows.net',
    };

    expect(readSettings({ ...rest, ...addresses })).toMatchObject(addresses);
  });

  test('say everything that is wrong at once, and repeat no value', () => {
    const wrong = { FLOWFERRY_WORKSPACES: 'dev', FLOWFERRY_CLOUD: 'moon', FLOWFERRY_EMULATOR: 'https://evil.example' };

    expect(() => readSettings(wrong)).toThrow(/FLOWFERRY_WORKSPACES[\s\S]*FLOWFERRY_CLOUD[\s\S]*FLOWFERRY_EMULATOR/);
    expect(() => readSettings(wrong)).not.toThrow(/evil/);
  });

  test('say what is missing', () => {
    expect(() => readSettings({ AzureWebJobsStorage: 'x' })).toThrow('FLOWFERRY_WORKSPACES: is missing');
    expect(() => readSettings({ FLOWFERRY_WORKSPACES: workspaceId })).toThrow(
      'AzureWebJobsStorage__blobServiceUri: is missing, and so is AzureWebJobsStorage',
    );
  });
});
