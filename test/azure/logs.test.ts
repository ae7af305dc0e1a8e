import { expect, test } from 'vitest';
import { createDeployments } from '../../azure/deployments.ts';
import { workspaceId } from '../support/workspace-id.ts';
import { scriptedArm } from './arm-fixture.ts';
import { azureError } from './scripted-http.ts';

const endpoint = { workspaceId, name: 'e' };

test('a container that has no log yet does not hide the log of the other', async () => {
  const { arm } = scriptedArm(({ body }) =>
    JSON.stringify(body).includes('InferenceServer')
      ? azureError(400, 'BadRequest', 'The container has not started.')
      : { status: 200, body: { content: 'Download complete.' } },
  );

  expect(await createDeployments(arm).logs(endpoint, 'blue')).toEqual([
    { container: 'StorageInitializer', text: 'Download complete.' },
  ]);
});

test('a log that holds a key is kept without it', async () => {
  const key = 'abcdefghijklmnop0123456789';
  const { arm } = scriptedArm(() => ({ status: 200, body: { content: `AZURE_OPENAI_API_KEY=${key}\nstarted` } }));

  const logs = await createDeployments(arm).logs(endpoint, 'blue');

  expect(JSON.stringify(logs)).not.toContain(key);
  expect(logs[0]?.text).toContain('started');
});

test('logs are asked for by their end', async () => {
  const { arm, sent } = scriptedArm(() => ({ status: 200, body: { content: 'x' } }));

  await createDeployments(arm).logs(endpoint, 'blue');

  expect(sent.map(({ body }) => body)).toEqual([
    { containerType: 'InferenceServer', tail: 500 },
    { containerType: 'StorageInitializer', tail: 500 },
  ]);
});
