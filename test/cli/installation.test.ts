import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { installation } from '../../cli/installation.ts';
import type { ShownInstallation } from '../../domain/api/installation.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** What the command prints where the app answers so. */
async function run(answer: object, { json = false, status = 200 } = {}) {
  const contentType = status === 200 ? 'application/json' : 'application/problem+json';
  const started = createServer((_, response) => {
    response.writeHead(status, { 'content-type': contentType }).end(JSON.stringify(answer));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const lines: string[] = [];
  const output = { line: (text: string) => lines.push(text), error: (text: string) => lines.push(text) };
  const api = `http://127.0.0.1:${(started.address() as AddressInfo).port}/api`;
  return { code: await installation({ api, json }, output), lines };
}

const ill: ShownInstallation = {
  isWell: false,
  checks: [
    { name: 'tables', state: 'ok' },
    { name: 'queue q', state: 'wrong', sentence: 'It is not there.', mend: 'az storage queue create' },
    { name: 'clock', state: 'notChecked', sentence: 'Nobody said.' },
  ],
};

describe('flowferry doctor without a file', () => {
  test('prints what is wrong with the command that mends it, and ends with 2', async () => {
    expect(await run(ill)).toEqual({
      code: 2,
      lines: [
        '✓ tables',
        '✗ queue q: It is not there.',
        '    az storage queue create',
        '? clock: Nobody said.',
        '1 of 3 are wrong. 1 could not be checked.',
      ],
    });
  });

  test('ends with 0 where nothing is wrong', async () => {
    const well: ShownInstallation = { isWell: true, checks: [{ name: 'tables', state: 'ok' }] };

    expect(await run(well)).toEqual({ code: 0, lines: ['✓ tables', 'Nothing is wrong.'] });
  });

  test('prints JSON for scripts', async () => {
    const { code, lines } = await run(ill, { json: true });

    expect([code, JSON.parse(lines.join(''))]).toEqual([2, ill]);
  });

  test('says why it may not', async () => {
    const problem = {
      type: 't',
      title: 'not-allowed',
      status: 403,
      detail: 'You may not.',
      remedy: 'Ask for the role.',
    };
    const { code, lines } = await run(problem, { status: 403 });

    expect([code, lines.join()]).toEqual([2, expect.stringContaining('Ask for the role.')]);
  });
});
