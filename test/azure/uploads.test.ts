import { expect, test } from 'vitest';
import { createModels } from '../../azure/models.ts';
import { createUploads } from '../../azure/uploads.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { credential, scriptedArm } from './arm-fixture.ts';
import { flowFiles, modelSpec } from './flow-fixture.ts';
import { azureError } from './scripted-http.ts';

test.each([
  ['none at all', []],
  ['one of files', [{ name: 'workspacefilestore', properties: { datastoreType: 'AzureFile', credentials: {} } }]],
])('a workspace whose default datastore is %s refuses the upload', async (_, value) => {
  const { arm } = scriptedArm(({ url }) =>
    url.includes('/datastores') ? { status: 200, body: { value } } : azureError(404, 'NotFound', 'no such model'),
  );
  const models = createModels(arm, createUploads({ arm, credential, storageSuffix: 'core.windows.net' }));

  expect(await models.register(workspaceId, modelSpec(), flowFiles())).toMatchObject({
    kind: 'refused',
    fault: { slug: 'operation-failed', message: expect.stringContaining('no default datastore of blobs') },
  });
});

test.each([
  ['at a host of somebody else', { endpoint: 'evil.example', accountName: 'account', containerName: 'flows' }],
  [
    'with an account that is a path',
    { endpoint: 'core.windows.net', accountName: 'evil.example/a', containerName: 'flows' },
  ],
  [
    'with a container that is a path',
    { endpoint: 'core.windows.net', accountName: 'account', containerName: '../keys' },
  ],
])('a default datastore %s gets neither files nor a token', async (_, place) => {
  const properties = { datastoreType: 'AzureBlob', credentials: {}, ...place };
  const { arm, sent } = scriptedArm(({ url }) =>
    url.includes('/datastores')
      ? { status: 200, body: { value: [{ name: 'workspaceblobstore', properties }] } }
      : azureError(404, 'NotFound', 'no such model'),
  );
  const models = createModels(arm, createUploads({ arm, credential, storageSuffix: 'core.windows.net' }));

  expect(await models.register(workspaceId, modelSpec(), flowFiles())).toMatchObject({
    kind: 'refused',
    fault: { slug: 'operation-failed', message: expect.stringContaining('is not in a storage account') },
  });
  expect(sent.every(({ url }) => url.startsWith('https://management.azure.com/'))).toBe(true);
});
