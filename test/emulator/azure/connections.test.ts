import { describe, expect, test } from 'vitest';
import { ask, resourceGroup, workspaceName } from '../../support/azure-client.ts';
import { azureOfThisFile } from '../../support/emulated-azure.ts';

const started = azureOfThisFile();

const place = [resourceGroup, workspaceName] as const;
const names = async (items: AsyncIterable<{ name?: string | undefined }>) => {
  const found = [];
  for await (const { name } of items) found.push(name);
  return found;
};

describe('connections', () => {
  const kinds = [
    ['AzureOpenAI', 'ApiKey', { key: 'secret' }],
    ['AzureOpenAI', 'AAD', undefined],
    ['CognitiveSearch', 'ApiKey', { key: 'secret' }],
    ['AIServices', 'ApiKey', { key: 'secret' }],
    ['CognitiveService', 'ApiKey', { key: 'secret' }],
    ['Serverless', 'ApiKey', { key: 'secret' }],
    ['OpenAI', 'ApiKey', { key: 'secret' }],
    ['Serp', 'ApiKey', { key: 'secret' }],
    ['CustomKeys', 'CustomKeys', { keys: { token: 'secret' } }],
    ['ContainerRegistry', 'ManagedIdentity', { clientId: 'c', resourceId: 'r' }],
    ['Git', 'PAT', { pat: 'secret' }],
    ['PythonFeed', 'UsernamePassword', { username: 'u', password: 'secret' }],
    ['ContainerRegistry', 'None', undefined],
  ] as const;

  test.each(kinds)(
    '%s with %s keep their secret until they are asked for it',
    async (category, authType, credentials) => {
      const path = `${started.azure.workspace.id}/connections/one`;
      const properties = { category, authType, target: 'https://example.test', ...(credentials && { credentials }) };
      const put = await ask(started.azure.url, { method: 'PUT', path, body: { properties } });

      const shown = await ask(started.azure.url, { path });
      const secrets = await ask(started.azure.url, { method: 'POST', path: `${path}/listsecrets` });

      expect(put.status).toBe(200);
      expect(shown.body.properties).toMatchObject({ category, authType });
      expect(JSON.stringify([put.body, shown.body])).not.toContain('secret');
      expect(secrets.body.properties.credentials ?? undefined).toEqual(credentials);
    },
  );

  test('do not tell secrets in the version before 2023, as that has no such operation', async () => {
    const path = `${started.azure.workspace.id}/connections/open_ai_connection/listsecrets`;

    const { status, body } = await ask(started.azure.url, { method: 'POST', path, apiVersion: '2022-10-01' });

    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'InvalidApiVersionParameter' });
  });

  test('are listed by category, and deleted', async () => {
    const { workspaceConnections } = started.machineLearning;
    const before = await names(workspaceConnections.list(...place, { category: 'AzureOpenAI' }));

    await workspaceConnections.delete(...place, 'aoai_entra');
    const after = await names(workspaceConnections.list(...place, { category: 'AzureOpenAI' }));

    expect(before).toContain('aoai_entra');
    expect(after).not.toContain('aoai_entra');
  });
});
