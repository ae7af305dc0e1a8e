import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './test-host.ts';

const samples = path.resolve('test/fixtures/durable-samples');

/** Builds the samples as their own tsc would, far from this project. */
async function buildSamples(folder: string): Promise<void> {
  // Not under its own name in this project, whose compiler would take the folder for a package of another kind.
  cpSync(path.join(samples, 'app-package.json'), path.join(folder, 'package.json'));
  cpSync(path.join(samples, 'host.json'), path.join(folder, 'host.json'));
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  await build({
    entryPoints: globSync(path.join(samples, 'src/functions/*.ts')),
    outdir: path.join(folder, 'dist/functions'),
    format: 'cjs',
    platform: 'node',
    logLevel: 'error',
  });
}

interface RunningHost {
  readonly process: ChildProcess;
  readonly url: string;
  readonly lines: string[];
}

function runHost(...given: string[]): Promise<RunningHost> {
  const child = spawn(process.execPath, [path.resolve('emulator/host/main.ts'), ...given], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The host ended with ${code}.`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (lines.length === 1) resolve({ process: child, lines, ...(JSON.parse(line) as { url: string }) });
    });
  });
}

describe('the durable samples, from a folder of their own, on the command line', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'samples-'));
  let host: RunningHost;

  beforeAll(async () => {
    await buildSamples(folder);
    host = await runHost(folder, '--port', '0', '--speed', '3600', '--json');
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => host.process.once('exit', resolve));
    host.process.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true });
  });

  const start = async (name: string, input: unknown) => {
    const response = await fetch(`${host.url}/api/orchestrators/${name}`, {
      method: 'POST',
      body: JSON.stringify(input),
    });
    expect(response.status).toBe(202);
    return (await response.json()) as { statusQueryGetUri: string; sendEventPostUri: string };
  };
  const statusOf = async (links: { statusQueryGetUri: string }) =>
    (await (await fetch(links.statusQueryGetUri)).json()) as {
      runtimeStatus: string;
      output: unknown;
      customStatus: unknown;
    };
  const outputOf = async (links: { statusQueryGetUri: string }) => {
    await until(async () => (await statusOf(links)).runtimeStatus === 'Completed');
    return (await statusOf(links)).output;
  };

  test('sequence', async () => {
    expect(await outputOf(await start('helloSequence', {}))).toEqual([
      'Hello, Tokyo',
      'Hello, Seattle',
      'Hello, Cairo',
    ]);
  });

  test('fan-out and fan-in', async () => {
    const measured = mkdtempSync(path.join(folder, 'measured-'));
    for (let n = 0; n < 20; n++) writeFileSync(path.join(measured, `${n}.txt`), 'x'.repeat(n));

    expect(await outputOf(await start('measureFolder', { folder: measured }))).toBe(190);
  });

  test('monitor', async () => {
    const links = await start('monitorWeather', { city: 'Seattle', clearAfterChecks: 2, hours: 6 });

    expect(await outputOf(links)).toBe('It is clear in Seattle');
    expect((await statusOf(links)).customStatus).toMatchObject({ checkedAt: expect.any(String) });
  });

  test('human interaction: the right answer after a wrong one', async () => {
    const links = await start('verifyPhone', { phone: '+1', seconds: 86_400 });
    const answer = (code: number) =>
      fetch(links.sendEventPostUri.replace('{eventName}', 'SmsChallengeResponse'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(code),
      });

    expect((await answer(1)).status).toBe(202);
    expect((await answer(1002)).status).toBe(202);

    expect(await outputOf(links)).toEqual({ verified: true });
    expect((await answer(1002)).status).toBe(410);
  });

  test('human interaction: too late', async () => {
    const links = await start('verifyPhone', { phone: '+1', seconds: 600 });

    expect(await outputOf(links)).toEqual({ verified: false, reason: 'too late' });
  });

  test('sub-orchestrations', async () => {
    const devices = ['a', 'b', 'c'];

    expect(await outputOf(await start('provisionDevices', { devices }))).toEqual(
      devices.map((device) => `installed ${device} for a parent`),
    );
  });

  test('entities', async () => {
    expect(await outputOf(await start('countUp', {}))).toBe(3);
    expect(await outputOf(await start('countUp', {}))).toBe(6);
    expect(await (await fetch(`${host.url}/api/counter`)).json()).toEqual({ value: 6 });
  });

  test('what they log comes out as JSON lines', () => {
    const messages = host.lines.map((line) => JSON.parse(line) as { functionName?: string; message?: string });

    expect(messages).toContainEqual(
      expect.objectContaining({ functionName: 'sendChallenge', message: 'Your code is 1002' }),
    );
  });

  test('a second host on the same state is refused', async () => {
    const second = spawn(process.execPath, ['emulator/host/main.ts', folder, '--port', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    second.stderr.on('data', (piece: Buffer) => {
      complaint += piece.toString();
    });

    const code = await new Promise((resolve) => second.once('exit', resolve));

    expect([code, complaint]).toEqual([1, expect.stringContaining(`is in use by process ${host.process.pid}`)]);
  });
});
