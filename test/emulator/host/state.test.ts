import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockStateFolder } from '../../../emulator/host/state-lock.ts';
import { type Orchestrator, startTestHost } from './test-host.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const patient: Orchestrator = function* (context) {
  const first: unknown = yield context.df.callActivity('echo', 'once');
  const event: unknown = yield context.df.waitForExternalEvent('go');
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
  return [first, event];
};

describe('a host with a state folder', () => {
  test('goes on after a restart, at every step', async () => {
    const stateFolder = temporaryFolder();
    const first = await startTestHost({ orchestrators: { patient } }, { stateFolder });
    await first.start('patient', {}, 'one');
    await first.host.idle();
    await first.host.stop();

    const second = await startTestHost({ orchestrators: { patient } }, { stateFolder });
    await second.raise('one', 'go', 7);
    await second.host.idle();
    await second.host.stop();
    const third = await startTestHost({ orchestrators: { patient } }, { stateFolder });

    expect((await third.toEnd('one')).output).toEqual(['once', 7]);
    expect([first.calls.length, second.calls.length, third.calls.length]).toEqual([1, 0, 0]);
  });

  test('cuts off a line that a crash has torn', async () => {
    const stateFolder = temporaryFolder();
    const first = await startTestHost({ orchestrators: { patient } }, { stateFolder });
    await first.start('patient', {}, 'one');
    await first.host.idle();
    await first.host.stop();
    appendFileSync(path.join(stateFolder, 'durable.jsonl'), '[{"do":"purge","instanceId":"on');

    const second = await startTestHost({ orchestrators: { patient } }, { stateFolder });
    await second.raise('one', 'go', 7);

    expect((await second.toEnd('one')).output).toEqual(['once', 7]);
  });

  test('refuses a file that is damaged in the middle, and names the line', async () => {
    const stateFolder = temporaryFolder();
    const file = path.join(stateFolder, 'durable.jsonl');
    writeFileSync(file, '[]\n{"torn\n[]\n');

    await expect(startTestHost({}, { stateFolder })).rejects.toThrow(`${file} is damaged: line 2 is not JSON.`);
  });

  test('writes a shorter file when it starts again', async () => {
    const stateFolder = temporaryFolder();
    const file = path.join(stateFolder, 'durable.jsonl');
    const first = await startTestHost({ orchestrators: { patient } }, { stateFolder });
    for (let n = 0; n < 60; n++) await first.start('patient', {}, `id-${n}`);
    await first.host.idle();
    await first.api('DELETE', 'instances?createdTimeFrom=2020-01-01T00:00:00Z');
    await first.host.stop();
    const before = statSync(file).size;

    const second = await startTestHost({ orchestrators: { patient } }, { stateFolder });
    await second.host.stop();

    expect(before).toBeGreaterThan(10_000);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('refuses a folder that another host works on, and takes it when that one has stopped', async () => {
    const stateFolder = temporaryFolder();
    const first = await startTestHost({}, { stateFolder });

    await expect(startTestHost({}, { stateFolder })).rejects.toThrow(`is in use by process ${process.pid}`);

    await first.host.stop();
    await startTestHost({}, { stateFolder });
  });

  test('gives the folder free when the app fails to start', async () => {
    const stateFolder = temporaryFolder();
    const broken = {
      more: () => {
        throw new Error('broken app');
      },
    };

    await expect(startTestHost(broken, { stateFolder })).rejects.toThrow('broken app');

    await startTestHost({}, { stateFolder });
  });
});

describe('the lock of a state folder', () => {
  test.each([
    ['of a process that is gone', { pid: 2 ** 22 + 1, startedAt: '1' }],
    ['of a process whose id belongs to another now', { pid: process.ppid, startedAt: 'earlier' }],
    ['of an earlier process with our own id', { pid: process.pid, startedAt: 'earlier' }],
    ['that says nothing', undefined],
  ])('%s is taken over', (_, owner) => {
    const folder = temporaryFolder();
    const lock = path.join(folder, 'host.lock');
    writeFileSync(lock, owner ? JSON.stringify(owner) : '');

    const unlock = lockStateFolder(folder);

    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(existsSync(lock)).toBe(false);
  });

  test('of a process that lives is not', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'host.lock'), JSON.stringify({ pid: process.ppid }));

    expect(() => lockStateFolder(folder)).toThrow(`is in use by process ${process.ppid}`);
  });
});
