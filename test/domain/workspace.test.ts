import { describe, expect, test } from 'vitest';
import { endpointKey, fingerprint, partsOf, workspaceParts } from '../../domain/workspace.ts';
import { workspaceId } from '../support/workspace-id.ts';

describe('a workspace', () => {
  test('is told apart into subscription, resource group and name', () => {
    expect(workspaceParts(workspaceId)).toEqual({
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg-flowferry',
      name: 'flowferry-dev',
    });
  });

  test.each(['', 'flowferry-dev', `${workspaceId}/onlineEndpoints/chat`, workspaceId.slice(1)])('is not "%s"', (id) => {
    expect(workspaceParts(id)).toBeUndefined();
    expect(() => partsOf(id)).toThrow('not the resource id of a workspace');
  });
});

describe('the key of an endpoint', () => {
  test('is the same however the workspace is spelt', () => {
    const usual = endpointKey({ workspaceId, name: 'chat' });

    expect(endpointKey({ workspaceId: workspaceId.toUpperCase(), name: 'CHAT' })).toBe(usual);
    expect(endpointKey({ workspaceId: workspaceId.toLowerCase(), name: 'Chat' })).toBe(usual);
  });

  test('differs between workspaces of one name', () => {
    const other = workspaceId.replace('rg-flowferry', 'rg-other');

    expect(endpointKey({ workspaceId: other, name: 'chat' })).not.toBe(endpointKey({ workspaceId, name: 'chat' }));
  });

  test('fits an instance id, however long and odd the workspace is called', () => {
    const odd = workspaceId.replace('flowferry-dev', `ws.${'ä_'.repeat(40)}`);

    expect(endpointKey({ workspaceId: odd, name: 'e'.repeat(32) })).toMatch(/^[A-Za-z0-9-]{1,80}$/);
  });
});

test('a fingerprint is ten letters and digits, and changes with the text', () => {
  expect(fingerprint('')).toMatch(/^[0-9a-z]{10}$/);
  expect(fingerprint('a')).not.toBe(fingerprint('b'));
});
