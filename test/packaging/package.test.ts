import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import * as contracts from '../../domain/contracts.ts';
import { startHost } from '../../emulator/host/host.ts';
import { hashOf, packagedFiles, zipOf } from '../../packaging/app-package.ts';
import { type BuiltFile, bundleApp } from '../../packaging/bundle.ts';
import { filesOfProject } from '../support/files-of-project.ts';
import { workspaceId } from '../support/workspace-id.ts';

/** Far from the checkout: nothing above it has packages. */
const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
const appFolder = path.join(folder, 'app');
const nobody = 'http://127.0.0.1:9';
const settings = {
  FLOWFERRY_WORKSPACES: workspaceId,
  TASKHUB_NAME: 'Packaged',
  AzureWebJobsStorage: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=${nobody}/a;QueueEndpoint=${nobody}/a;TableEndpoint=${nobody}/a;`,
};
let built: readonly BuiltFile[];
let zip: Buffer;

async function unzip(bytes: Buffer, into: string): Promise<void> {
  const archive = await fromBufferPromise(bytes);
  for await (const entry of archive.eachEntry()) {
    const target = path.join(into, entry.fileName);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, await buffer(await archive.openReadStreamPromise(entry)));
  }
}

beforeAll(async () => {
  built = await bundleApp(path.join(folder, 'built'));
  zip = await zipOf(packagedFiles('.', path.join(folder, 'built')));
  await unzip(zip, appFolder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the package', () => {
  test('is the same bytes each time', async () => {
    const again = path.join(folder, 'again');
    await bundleApp(again);

    expect(hashOf(await zipOf(packagedFiles('.', again)))).toBe(hashOf(zip));
  });

  test('starts by itself, and has every function', async () => {
    const host = await startHost({ appFolder, settings });
    const answer = await fetch(`${host.url}/api/releases`, { method: 'POST', body: 'no form' });
    await host.stop();

    const durable = host.functions.filter(({ trigger }) => /^(activity|orchestration)Trigger$/.test(trigger));
    expect(durable.map(({ name }) => name).toSorted()).toEqual(
      Object.values(contracts)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(host.gaps).toEqual([]);
    // Nobody has signed in: the app itself says so.
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  });

  test('has all that it may load later', () => {
    const load = createRequire(path.join(appFolder, 'package.json'));
    const chunks = readdirSync(path.join(appFolder, 'dist/chunks'));

    for (const chunk of chunks) expect(() => load(`./dist/chunks/${chunk}`)).not.toThrow();
    expect(chunks).toHaveLength(built.length - 1);
  });

  test('starts without any SDK of Azure', () => {
    const packages = built.find(({ name }) => name === 'main.cjs')?.packages ?? [];

    expect(packages).toContain('durable-functions');
    expect(packages.filter((name) => name.startsWith('@azure/'))).toEqual([
      '@azure/functions',
      '@azure/functions-extensions-base',
    ]);
    expect(packages).not.toContain('yaml');
  });

  test('names no packages to install', () => {
    expect(JSON.parse(readFileSync(path.join(appFolder, 'package.json'), 'utf8'))).toEqual({
      name: 'flowferry',
      version: expect.any(String),
      private: true,
      main: 'dist/main.cjs',
    });
  });

  test('is lean', () => {
    expect(zip.length).toBeLessThan(1.5 * 2 ** 20);
  });
});

test('.funcignore names everything of the project that is not in the package', () => {
  const ignored = new Set(readFileSync('.funcignore', 'utf8').split('\n'));
  const isIgnored = (name: string) =>
    name.startsWith('.') || name.endsWith('.md') || ignored.has(name) || ignored.has(`${name}/`);
  const top = new Set(filesOfProject().map((file) => file.split('/')[0] ?? ''));

  expect([...top].filter((name) => !isIgnored(name)).toSorted()).toEqual(['host.json', 'package.json']);
});
