import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDemo } from '../../emulator/demo/run-demo.ts';
import { workspaceView } from '../../emulator/demo/workspace.ts';
import { type Stack, startStack } from '../../emulator/stack.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'flowferry-demo-test-'));
const printed: string[] = [];
const logged: string[] = [];
let stack: Stack;
let failed: readonly string[];

beforeAll(async () => {
  stack = await startStack({
    appFolder: path.resolve('.'),
    stateFolder,
    speed: 600,
    seed: 7,
    log: ({ message }) => logged.push(message),
  });
  failed = await runDemo(stack, 'samples/web-classification', (text) => printed.push(text));
}, 90_000);

afterAll(async () => {
  await stack.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

describe('the demo', () => {
  test('holds from start to end', () => {
    expect(failed).toEqual([]);
  });

  test('prints what the README shows, but for the times (UPDATE_DOCS=1 writes it)', () => {
    if (process.env['UPDATE_DOCS']) {
      const told = printed.join('\n').trim();
      writeFileSync(
        'README.md',
        readFileSync('README.md', 'utf8').replace(/(```text\n)1\. A team[\s\S]*?(\n```)/, `$1${told}$2`),
      );
    }
    const [, shown = ''] = /```text\n(1\. A team[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const withoutTimes = (text: string) =>
      text
        .split('\n')
        .map((line) =>
          line
            .replace(/^ *\d+:\d\d:\d\d +[\d.]+ s/, '')
            .replace(/\d+:\d\d:\d\d/, '')
            .trim(),
        )
        .filter((line) => line !== '')
        .sort();

    expect(withoutTimes(shown)).toEqual(withoutTimes(printed.join('\n')));
  });

  test('sends every request with the scope and the version that its host wants', () => {
    const wrong = stack.azure.requests.all().filter(({ host, path: asked, scope, apiVersion }) => {
      const wanted = expectations(host, asked);
      return wanted.scope !== scope || (wanted.apiVersion !== undefined && wanted.apiVersion !== apiVersion);
    });

    expect(stack.azure.requests.count).toBeGreaterThan(50);
    expect(wrong.map(({ method, host, path: asked, scope }) => `${method} ${host}${asked} ${scope}`)).toEqual([]);
  });

  test('lets no secret out: not into history, log, records or answers', async () => {
    const kept = readFileSync(path.join(stateFolder, 'host/durable.jsonl'), 'utf8');
    const records = await (await fetch(`${stack.host.url}/api/releases?endpoint=web-classification`)).text();
    const everything = [kept, records, ...logged, ...printed].join('\n');

    for (const secret of await secrets()) expect(everything).not.toContain(secret);
    expect(everything).not.toMatch(/tok:https|Bearer |AccountKey=|[?&](sig|code)=/);
  });
});

/** What each host asks for. A key is no token, so that scoring by key has no scope. */
function expectations(host: string, asked: string): { scope?: string; apiVersion?: string } {
  if (/\.blob\.core\.windows\.net$/.test(host)) return { scope: 'https://storage.azure.com/.default' };
  if (/\.inference\.ml\.azure\.com$/.test(host)) return {};
  if (/\.metrics\.monitor\.azure\.com$/.test(host)) {
    return { scope: 'https://metrics.monitor.azure.com/.default', apiVersion: '2024-02-01' };
  }
  const scope = 'https://management.azure.com/.default';
  if (asked.includes('/Microsoft.Authorization/')) return { scope, apiVersion: '2022-04-01' };
  return asked.includes('OperationsStatus/') ? { scope } : { scope, apiVersion: '2024-10-01' };
}

/** What would be a disaster to find anywhere: the endpoint's keys, and the workspace's storage key. */
async function secrets(): Promise<string[]> {
  const { workspace, url } = stack.azure;
  const endpoint = await workspaceView(stack.azure).endpoint('web-classification');
  const answer = await fetch(`${url}${workspace.id}/onlineEndpoints/${endpoint.name}/listKeys?api-version=2024-10-01`, {
    method: 'POST',
    headers: {
      'x-forwarded-host': 'management.azure.com',
      authorization: 'Bearer tok:https://management.azure.com/.default',
    },
  });
  const { primaryKey, secondaryKey } = (await answer.json()) as { primaryKey: string; secondaryKey: string };
  return [primaryKey, secondaryKey, stack.storage.addresses.workspaceAccount.key];
}
