import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requestFaults, serviceFaults } from '../../../emulator/azure/faults.ts';
import { openStore } from '../../../emulator/azure/store.ts';
import { vmSizes } from '../../../emulator/azure/vm-sizes.ts';
import { ask } from '../../support/azure-client.ts';
import { askControl } from '../../support/control-api.ts';
import { azureOfThisFile } from '../../support/emulated-azure.ts';
import { sharedData } from '../../support/shared-data.ts';

const started = azureOfThisFile({ seed: 42 });

const control = (method: string, path: string, body?: object) =>
  askControl(started.azure.controlUrl, method, path, body);

describe('the control API', () => {
  test('tells the seed and the time', async () => {
    const { body } = await control('GET', '/');

    expect(body).toEqual({ seed: 42, now: new Date(started.clock.now()).toISOString() });
  });

  test('tells what was asked, and forgets it', async () => {
    await ask(started.azure.url, { path: started.azure.workspace.id });
    const { body: all } = await control('GET', '/requests?target=GET%20management');
    await control('DELETE', '/requests');
    const { body: none } = await control('GET', '/requests');
    await ask(started.azure.url, { path: started.azure.workspace.id });
    const { body: one } = await control('GET', '/requests');

    expect(all.requests.at(-1)).toMatchObject({ path: started.azure.workspace.id, status: 200 });
    expect([none.requests.length, one.requests.length]).toEqual([0, 1]);
  });

  test.each([...requestFaults, ...serviceFaults])('sets the fault %s, and clears it', async (name) => {
    const set = await control('POST', '/faults', { name, target: 'nothing', count: 1 });
    const { body: during } = await control('GET', '/faults');
    await control('DELETE', '/faults');

    expect(set.status).toBe(201);
    expect(during).toEqual([{ name, target: 'nothing', count: 1 }]);
    expect((await control('GET', '/faults')).body).toEqual([]);
  });

  test.each([
    ['a fault that there is not', 'POST', '/faults', { name: 'bad-weather' }],
    ['a role that there is not', 'POST', '/roles', { principalId: 'p', scope: '/', role: 'King' }],
    ['a limit that is none', 'PUT', '/limits/x', { limit: -1 }],
    ['a network that there is not', 'PUT', '/network', { kind: 'garden' }],
    ['a workspace that there is not', 'PUT', '/network', { kind: 'own', workspaceId: '/nowhere' }],
    ['a connection without a category', 'PUT', '/connections/x', { authType: 'None' }],
  ])('refuses %s', async (_, method, path, body) => {
    expect((await control(method, path, body)).status).toBe(400);
  });

  test('puts and deletes connections', async () => {
    const made = await control('PUT', '/connections/search', { category: 'CognitiveSearch', authType: 'AAD' });
    const deleted = await control('DELETE', '/connections/search');

    expect([made.status, deleted.status]).toEqual([201, 200]);
  });

  test('grants and revokes roles', async () => {
    const granted = { principalId: 'someone', scope: started.azure.workspace.id, role: 'Reader' };
    await control('POST', '/roles', granted);

    const { body } = await control('DELETE', '/roles', granted);

    expect(body).toEqual({ revoked: 1 });
  });
});

describe('the store', () => {
  test('holds what was set last, after it was opened again and again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flowferry-store-'));
    const first = openStore(folder);
    const things = first.collection<{ value: number }>('things');
    for (let value = 0; value < 100; value += 1) things.set('One', { value });
    things.set('two', { value: 0 });
    things.delete('TWO');
    first.close();

    const second = openStore(folder);
    const kept = second.collection<{ value: number }>('things');
    second.close();
    rmSync(folder, { recursive: true });

    expect([kept.get('one'), kept.size, kept.delete('two')]).toEqual([{ value: 99 }, 1, false]);
  });
});

describe('the machines', () => {
  const file = sharedData('aml-vm-skus.json');

  test.runIf(file !== undefined)('are those of the published list', async () => {
    const { readFileSync } = await import('node:fs');
    const { skus } = JSON.parse(readFileSync(file ?? '', 'utf8')) as {
      skus: { name: string; family: string; vcpus: number; gpus: number; skip20: boolean }[];
    };

    const ours = vmSizes.map(({ name, family, cores, gpus, isWithoutReserve }) => ({
      ...{ name: name.toUpperCase(), family, vcpus: cores, gpus, skip20: isWithoutReserve },
    }));

    // The API counts whole GPUs; the list knows thirds of them.
    const whole = skus.map((sku) => ({ ...sku, gpus: Math.ceil(sku.gpus) }));
    const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
    expect(ours.sort(byName)).toEqual(whole.sort(byName));
  });

  test.skipIf(file !== undefined)('cannot be compared: the published list is not here', () => {
    console.warn('../shared/data/aml-vm-skus.json is not there');
  });
});

test('alone, it prints its addresses and its seed, and ends when it is told to', async () => {
  const main = join(import.meta.dirname, '../../../emulator/azure/main.ts');
  const child = spawn(process.execPath, [main, '--json', '--seed', '7', '--speed', '300']);
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.endsWith('\n')) break;
  }
  const addresses = JSON.parse(output) as { azure: string; workspace: string; seed: number; speed: number };
  const answer = await ask(addresses.azure, { path: addresses.workspace });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');

  expect(addresses).toMatchObject({ seed: 7, speed: 300 });
  expect(answer.status).toBe(200);
  expect(await exit).toBe(0);
});
