import { describe, expect, test } from 'vitest';
import { rolesFor } from '../../domain/roles.ts';
import { workspaceId } from '../support/workspace-id.ts';

const workspace = {
  id: workspaceId,
  location: 'eastus',
  storageAccountId: '/storage',
  containerRegistryId: '/registry',
};
const aoai = { name: 'aoai', category: 'AzureOpenAI', authType: 'ApiKey' };
const none = { identity: 'system', workspace, connections: [], usesIndexLookup: false } as const;
const named = (needs: Parameters<typeof rolesFor>[0]) => rolesFor(needs).map(({ role, scope }) => [role, scope]);

const secretsReader = ['Azure Machine Learning Workspace Connection Secrets Reader', workspaceId];

describe('the roles of an endpoint', () => {
  test('are none for a system-assigned identity whose flow reaches for nothing', () => {
    expect(rolesFor(none)).toEqual([]);
  });

  test('let the flow read its connections', () => {
    expect(named({ ...none, connections: [aoai] })).toEqual([secretsReader]);
  });

  test.each([
    ['AzureOpenAI', 'Cognitive Services OpenAI User'],
    ['AIServices', 'Cognitive Services OpenAI User'],
    ['CognitiveSearch', 'Search Index Data Reader'],
    ['CognitiveService', 'Cognitive Services User'],
  ])('let a connection of category %s sign in on its resource, as %s', (category, role) => {
    const connections = [{ name: 'c', category, authType: 'AAD', resourceId: '/resource' }];

    expect(named({ ...none, connections })).toEqual([secretsReader, [role, '/resource']]);
  });

  test.each([
    [{ name: 'c', category: 'Serp', authType: 'AAD', resourceId: '/resource' }],
    [{ name: 'c', category: 'AzureOpenAI', authType: 'AAD' }],
  ])('give nothing on a resource that is not known: %j', (connection) => {
    expect(named({ ...none, connections: [connection] })).toEqual([secretsReader]);
  });

  test('let Index Lookup read the datastores', () => {
    expect(named({ ...none, usesIndexLookup: true })).toEqual([['AzureML Data Scientist', workspaceId]]);
  });

  test('are all spelt out for a user-assigned identity, which Azure gives nothing', () => {
    expect(named({ ...none, identity: 'userAssigned' })).toEqual([
      ['AcrPull', '/registry'],
      ['Storage Blob Data Reader', '/storage'],
      ['AzureML Metrics Writer (preview)', workspaceId],
    ]);
  });

  test('leave the registry out where the workspace has none', () => {
    const { containerRegistryId: _, ...bare } = workspace;

    expect(named({ ...none, identity: 'userAssigned', workspace: bare })).toHaveLength(2);
  });
});
