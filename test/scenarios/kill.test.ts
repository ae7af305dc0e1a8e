import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { workspaceView } from '../../emulator/demo/workspace.ts';
import { zipFolder } from '../../emulator/demo/zip-folder.ts';
import { startStackProcess, until } from '../support/stack-process.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-kill-'));
afterAll(() => rmSync(stateFolder, { recursive: true, force: true }));

/** At each of these the process is killed, once, while the release is under way. */
const moments = ['plan', 'ensure endpoint', 'assign roles', 'create deployment', 'smoke test', 'shift traffic'];

test('a release whose process is killed at every step comes to the same end, once', { timeout: 120_000 }, async () => {
  let stack = await startStackProcess(stateFolder);
  const { id } = await stack.api.post(await zipFolder('samples/web-classification'), 'web-classification.zip');
  const killedAt: string[] = [];

  for (const moment of moments) {
    const story = await until(stack, id, ({ steps }) => steps.some(({ name }) => name === moment));
    if (story.state === 'succeeded') break;
    await stack.kill();
    killedAt.push(moment);
    stack = await startStackProcess(stateFolder);
  }
  const ended = await stack.api.follow(id, () => {}, 100);

  const view = workspaceView({ url: stack.addresses.azure, workspace: { id: stack.addresses.workspace } });
  const endpoint = await view.endpoint('web-classification');
  const roles = (await view.roles(endpoint.identity.principalId)).map(({ role, scope }) => `${role} on ${scope}`);
  expect(ended).toMatchObject({ state: 'succeeded' });
  expect(killedAt.length).toBeGreaterThanOrEqual(4);
  expect(await view.assets('models')).toHaveLength(1);
  expect(await view.assets('environments')).toHaveLength(1);
  expect(await view.deployments('web-classification')).toEqual([ended.deployment]);
  expect(endpoint.properties.traffic).toEqual({ [ended.deployment ?? '']: 100 });
  expect(roles).toHaveLength(4);
  expect(new Set(roles).size).toBe(4);
  expect(await stack.api.list('web-classification')).toHaveLength(1);
  await stack.stop();
});
