import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Consumed, consumeOf, type Language, languages } from '../../domain/consume.ts';
import { clouds } from '../../domain/settings.ts';
import { workspaceId } from '../support/workspace-id.ts';

const endpoint = { name: 'chat', auth: 'key', scoringUri: 'https://chat.eastus.inference.ml.azure.com/score' } as const;
const consumed: Consumed = { workspaceId, endpoint, cloud: clouds.public, request: { question: 'Why?' } };

describe('how to call an endpoint', () => {
  test.each([
    ['key', 'public', /^az ml online-endpoint get-credentials --name chat .* --query primaryKey/],
    ['aml_token', 'public', /^az ml online-endpoint get-credentials --name chat .* --query accessToken/],
    ['aad_token', 'public', /^az account get-access-token --resource https:\/\/ml\.azure\.com --query accessToken/],
    ['aad_token', 'china', /--resource https:\/\/ml\.azure\.cn /],
  ] as const)('with %s in the cloud %s says how to get the credential', (auth, cloud, command) => {
    const consume = consumeOf({ ...consumed, endpoint: { ...endpoint, auth }, cloud: clouds[cloud] });

    expect(consume.credentialCommand).toMatch(command);
    expect(Object.keys(consume.snippets)).toEqual([...languages]);
    for (const snippet of Object.values(consume.snippets)) expect(snippet).toContain(consume.credentialCommand);
  });

  test('is told in one language when one is asked for', () => {
    expect(Object.keys(consumeOf({ ...consumed, wanted: 'csharp' }).snippets)).toEqual(['csharp']);
  });
});

describe('a snippet that is run', () => {
  const seen: { authorization: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ authorization: request.headers.authorization, body: Buffer.concat(chunks).toString('utf8') });
      response.end('{"answer": "because"}');
    });
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => void server.close());

  const awkward = { question: `It's "so"\n\\ $HOME \`id\` %s {x} 'é' 😀\u2028`, list: [true, null, 1.5], '': {} };
  const runners: Partial<Record<Language, (text: string) => readonly [string, readonly string[]]>> = {
    curl: (text) => ['bash', ['-c', text.replace(/^export .*\n/, '')]],
    python: (text) => ['python3', ['-c', text]],
    javascript: (text) => [process.execPath, ['--input-type=module', '-e', text]],
  };

  test.each(Object.entries(runners))('in %s sends just the request', async (language, runner) => {
    const { port } = server.address() as AddressInfo;
    const scoringUri = `http://127.0.0.1:${port}/score`;
    const { snippets } = consumeOf({ ...consumed, endpoint: { ...endpoint, scoringUri }, request: awkward });
    const [program, words] = runner(snippets[language as Language] ?? '');

    const run = promisify(execFile)(program, [...words], { env: { ...process.env, ENDPOINT_CREDENTIAL: 'the-key' } });
    const stdout = await run
      .then(({ stdout: text }) => text)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        console.warn(`${program} is not on this machine: its snippet is not run`);
      });

    if (stdout === undefined) return;
    expect(stdout).toContain('because');
    expect(seen.at(-1)?.authorization).toBe('Bearer the-key');
    expect(JSON.parse(seen.at(-1)?.body ?? '')).toEqual(awkward);
  });
});
