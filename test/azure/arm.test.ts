import { describe, expect, test } from 'vitest';
import { createArm } from '../../azure/arm.ts';
import { credential, scriptedArm } from './arm-fixture.ts';
import { azureError, scriptedHttp } from './scripted-http.ts';

const workspaceIn = (subscription: string) =>
  `/subscriptions/${subscription}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w`;

describe('the clients of Azure Resource Manager', () => {
  test('are one for each subscription', () => {
    const { arm } = scriptedArm(() => ({ status: 200 }));

    expect(arm.machineLearning(workspaceIn('a')).client).toBe(arm.machineLearning(workspaceIn('a')).client);
    expect(arm.machineLearning(workspaceIn('a')).client).not.toBe(arm.machineLearning(workspaceIn('b')).client);
    expect(arm.authorization('a')).toBe(arm.authorization('a'));
  });

  test('ask the address of their cloud, with a token for it', async () => {
    const { client, sent } = scriptedHttp(() => ({ status: 200, body: { location: 'chinaeast2' } }));
    const arm = createArm({ credential, resourceManager: 'https://management.chinacloudapi.cn', httpClient: client });

    const machineLearning = arm.machineLearning(workspaceIn('a'));
    await machineLearning.client.workspaces.get(machineLearning.group, machineLearning.workspace);
    await arm.authorization('a').roleAssignments.get('subscriptions/a', 'name');
    await arm.read('/subscriptions/a/x?api-version=1');

    for (const { url, headers } of sent) {
      expect(url.startsWith('https://management.chinacloudapi.cn/subscriptions/a/')).toBe(true);
      expect(headers['authorization']).toBe('Bearer tok:https://management.chinacloudapi.cn/.default');
    }
    expect(sent).toHaveLength(3);
  });

  test('try again twice what is worth it, and then give up', async () => {
    const { arm, sent } = scriptedArm(() => ({ status: 500, headers: { 'retry-after-ms': '1' } }));

    await expect(arm.read('/subscriptions/a/x?api-version=1')).rejects.toThrow('status 500');
    expect(sent).toHaveLength(3);
  });
});

describe('an address that is read', () => {
  test('keeps the API version that it carries', async () => {
    const { arm, sent } = scriptedArm(() => ({ status: 200, body: { status: 'Failed' } }));

    const address = 'https://management.azure.com/subscriptions/a/x/odidp:1:2?api-version=2022-02-01-preview';
    expect(await arm.read(address)).toEqual({ status: 'Failed' });
    expect(sent[0]?.url).toBe(address);
  });

  test('outside of Azure Resource Manager is not asked, and gets no token', async () => {
    const { arm, sent } = scriptedArm(() => ({ status: 200 }));

    await expect(arm.read('https://example.com/subscriptions/a')).rejects.toThrow('gets no token');
    expect(sent).toEqual([]);
  });

  test('that fails says so with the service’s code', async () => {
    const { arm } = scriptedArm(() => azureError(404, 'ResourceNotFound', 'not here'));

    await expect(arm.read('/subscriptions/a/x')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: expect.stringContaining('not here'),
    });
  });

  test('may be answered with what is no JSON', async () => {
    const { arm } = scriptedArm(() => ({ status: 200 }));

    expect(await arm.read('/subscriptions/a/x')).toBeUndefined();
  });
});
