import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StackProcess, startStackProcess } from '../support/stack-process.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-command-line-'));
let stack: StackProcess;
beforeAll(async () => {
  stack = await startStackProcess(stateFolder);
});
afterAll(async () => {
  await stack.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function flowferry(...words: string[]): Promise<Ended> {
  const env = { ...process.env, FLOWFERRY_API: stack.addresses.api };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, ['cli/main.ts', ...words], { env })) };
  } catch (error) {
    return error as Ended;
  }
}

describe('the command line, against a stack that runs', () => {
  test('deploys a folder and follows its release; then tells its story', { timeout: 60_000 }, async () => {
    const deployed = await flowferry('deploy', 'samples/web-classification');

    expect(deployed).toMatchObject({ code: 0, stderr: '' });
    expect(deployed.stdout).toMatch(
      /^Release (web-classification-\w+)\n[\s\S]*✓ shift traffic[\s\S]* is succeeded\.\n$/,
    );
    const [, id = ''] = /^Release (\S+)/.exec(deployed.stdout) ?? [];
    const told = await flowferry('status', id, '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ id, state: 'succeeded', endpoint: 'web-classification' });
    expect((await flowferry('status', id)).stdout).toContain('✓ smoke test');
    expect((await flowferry('status', id, '--watch')).code).toBe(0);
    expect((await flowferry('deploy', 'samples/web-classification', '--no-wait', '--json')).stdout).toContain(
      `"id":"${id}"`,
    );
  });

  test('shows what a release would do, and releases only that', { timeout: 60_000 }, async () => {
    const shown = await flowferry('deploy', 'samples/web-classification', '--dry-run');
    const asJson = await flowferry('deploy', 'samples/web-classification', '--dry-run', '--json');

    const { hash } = JSON.parse(asJson.stdout) as { hash: string };
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/Way back\n[\s\S]*Nothing stands against it\. Plan [0-9a-f]{64}\n$/);
    expect(shown.stdout).toContain(hash);
    expect(
      await flowferry('deploy', 'samples/web-classification', '--dry-run', '--plan-hash', 'f'.repeat(64)),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('docs/faults.md#plan-changed') });
    expect(await flowferry('deploy', 'docs', '--dry-run', '--json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"title":"no-flow"'),
    });
  });

  test('goes back when told to, and says where to look', { timeout: 60_000 }, async () => {
    const deployed = await flowferry('deploy', 'samples/web-classification');

    const told = await flowferry('roll-back', 'web-classification', '--reason', 'only a test');

    expect(deployed.code).toBe(0);
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/goes back; follow it with: flowferry status web-classification-\w+ --watch/),
    });
  });

  test.each([
    [['deploy', 'docs'], 2, 'no-flow'],
    [['status', 'nothing'], 2, 'unknown-release'],
    [['status', 'nothing', '--watch'], 2, 'unknown-release'],
    [['abort', 'nothing'], 2, 'unknown-release'],
    [['approve', 'nothing', '--by', 'ada'], 2, 'unknown-release'],
    [['roll-back', 'nowhere', '--reason', 'it is odd'], 2, 'nothing-released'],
    [['judge', 'no-such-file.jsonl'], 1, 'no-such-file.jsonl'],
    [['deploy', 'no-such-folder'], 1, 'There is no no-such-folder.'],
    [['--api', 'nonsense', 'status', 'x'], 1, '"nonsense" is no address'],
    [['--api', 'http://127.0.0.1:9', 'status', 'x'], 1, 'does not answer'],
  ])('%j ends with %i and says why: %s', async (words, code, reason) => {
    const ended = await flowferry(...words);

    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(reason);
  });
});
