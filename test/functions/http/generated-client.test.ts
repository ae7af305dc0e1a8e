import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from '../../support/api.ts';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What somebody writes who has nothing but the document. */
const client = `import type { operations } from './api.ts';

type Answer<O extends keyof operations, S extends keyof operations[O]['responses']> =
  operations[O]['responses'][S] extends { content: { 'application/json': infer A } } ? A : never;
type Sent<O extends keyof operations> =
  NonNullable<operations[O]['requestBody']> extends { content: { 'application/json': infer B } } ? B : never;

export async function abort(api: string, id: string): Promise<string> {
  const body: Sent<'postCommand'> = { command: 'abort' };
  const response = await fetch(\`\${api}/releases/\${id}/commands\`, { method: 'POST', body: JSON.stringify(body) });
  const release = (await response.json()) as Answer<'postCommand', 202>;
  const state: 'refused' | 'running' | string = release.state;
  return release.fault ? \`\${state}: \${release.fault.message}\` : state;
}

export async function newest(api: string, endpoint: string): Promise<string | undefined> {
  const query: operations['listReleases']['parameters']['query'] = { endpoint, top: 1 };
  const response = await fetch(\`\${api}/releases?\${new URLSearchParams({ endpoint, top: String(query?.top) })}\`);
  const { releases } = (await response.json()) as Answer<'listReleases', 200>;
  return releases[0]?.verdict?.reasons.join('; ');
}

export const price = (shown: Answer<'postRelease', 200>): number | undefined => shown.estimate.cost?.perHour;
`;

const compile = async (text: string) => {
  writeFileSync(path.join(folder, 'client.ts'), text);
  const compiler = path.resolve('node_modules/typescript/bin/tsc');
  const ended = await run(process.execPath, [compiler, '-p', folder]).catch((error: { stdout: string }) => error);
  return ended.stdout.trim();
};

describe('a client that is generated from the document', () => {
  beforeAll(async () => {
    writeFileSync(path.join(folder, 'openapi.json'), (await startApi().ask('getOpenApi')).text);
    const generator = path.resolve('test/support/client-types.ts');
    const { stdout } = await run(process.execPath, [generator, path.join(folder, 'openapi.json')]);
    writeFileSync(path.join(folder, 'api.ts'), stdout);
    const compilerOptions = {
      ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, exactOptionalPropertyTypes: true },
      ...{ noUncheckedIndexedAccess: true, target: 'es2023', module: 'nodenext', lib: ['es2023', 'dom'], types: [] },
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  });

  test('compiles', async () => {
    expect(await compile(client)).toBe('');
  });

  test.each([
    ["'abort' }", "'dance' }"],
    ['release.state;', 'release.status;'],
    ['endpoint, top: 1', 'endpoint, topmost: 1'],
  ])('does not compile with %s changed to %s', async (right, wrong) => {
    expect(await compile(client.replace(right, wrong))).toMatch(/client\.ts\(\d+,\d+\): error TS/);
  });
});
