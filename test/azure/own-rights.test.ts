import { describe, expect, test } from 'vitest';
import { createOwnRights } from '../../azure/own-rights.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { scriptedArm } from './arm-fixture.ts';
import type { ScriptedAnswer, SentRequest } from './scripted-http.ts';

const rightsOf = (answer: (request: SentRequest) => ScriptedAnswer | 'no answer') => {
  const { arm, sent } = scriptedArm(answer);
  return { of: createOwnRights(arm).of(workspaceId), sent };
};
const permission = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };

describe('our own rights', () => {
  test('are the actions of every role, on all pages, as the reference has them', async () => {
    const base = `https://management.azure.com${workspaceId}/providers/Microsoft.Authorization/permissions`;
    const nextLink = `${base}?api-version=2022-04-01&$skiptoken=2`;
    const { of, sent } = rightsOf(({ url }) => ({
      status: 200,
      body: url.includes('skiptoken')
        ? { value: [{ actions: ['a/read'], dataActions: ['b/read'] }] }
        : { value: [{ ...permission, dataActions: [], notDataActions: [] }], nextLink },
    }));

    expect(await of).toEqual([permission, { actions: ['a/read'], notActions: [] }]);
    expect(sent.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `${base}?api-version=2022-04-01`],
      ['GET', nextLink],
    ]);
  });

  test('may be none', async () => {
    expect(await rightsOf(() => ({ status: 200, body: { value: [] } })).of).toEqual([]);
    expect(await rightsOf(() => ({ status: 200, body: {} })).of).toEqual([]);
  });

  test.each([401, 403, 404, 501])('are unknown where the service answers %i', async (status) => {
    expect(await rightsOf(() => ({ status, body: { error: { code: 'No', message: 'no' } } })).of).toBeUndefined();
  });

  test('are asked for again by whoever asked, where the service does not answer', async () => {
    await expect(rightsOf(() => 'no answer').of).rejects.toThrow('unreachable: could not read our own rights');
  });
});
