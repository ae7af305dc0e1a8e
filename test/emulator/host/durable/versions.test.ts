import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compareVersions } from '../../../../emulator/host/durable/versions.ts';
import { type Orchestrator, startTestHost } from '../test-host.ts';

test.each([
  ['', '1.0', -1],
  ['1.9', '1.10', -1],
  ['9', '10', 1],
  ['9.0', '10.0', -1],
  ['1.0', '1.0.0', -1],
  ['v1-A', 'V1-a', 0],
  ['2.0', '2.0', 0],
])('version %j compares with %j as %i', (a, b, order) => {
  expect(Math.sign(compareVersions(a, b))).toBe(order);
});

const versioned: Orchestrator = function* (context) {
  yield context.df.waitForExternalEvent('go');
  return context.df.version;
};

function stateFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('an instance of version 2.0', () => {
  test.each([
    ['2.0', {}, 'Completed'],
    ['2.1', {}, 'Completed'],
    ['1.9', {}, 'Running'],
    ['1.9', { versionFailureStrategy: 'Fail' }, 'Failed'],
    ['2.1', { versionMatchStrategy: 'Strict' }, 'Running'],
    ['1.9', { versionMatchStrategy: 'None' }, 'Completed'],
  ])('in an app of version %s with %j is %s', async (defaultVersion, more, status) => {
    const folder = stateFolder();
    const at = (durableTask: object) => ({ stateFolder: folder, hostJson: { extensions: { durableTask } } });
    const before = await startTestHost({ orchestrators: { versioned } }, at({ defaultVersion: '2.0' }));
    await before.start('versioned', {}, 'one');
    await before.host.idle();
    await before.host.stop();

    const after = await startTestHost({ orchestrators: { versioned } }, at({ defaultVersion, ...more }));
    await after.raise('one', 'go');
    await after.host.idle();

    expect(after.host.instances.get('one')?.runtimeStatus).toBe(status);
    if (status === 'Completed') expect(after.host.instances.get('one')?.output).toBe('2.0');
  });
});
