import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exchangesVariable } from '../../../emulator/azure/exchange-journal.ts';
import { startFront } from '../../../emulator/azure/front.ts';
import type { LoggedRequest } from '../../../emulator/azure/request-log.ts';
import { realClock } from '../../../emulator/clock.ts';
import config from '../../../vitest.config.ts';
import { ask } from '../../support/azure-client.ts';
import { hold } from '../../support/exchanges/hold-to-contract.ts';
import { filesOfProject } from '../../support/files-of-project.ts';
import { hasContractData } from '../../support/openapi.ts';

/*
 * Bodies of every test file are held against the official schemas when all have run. These tests show that no file can
 * leave that out: the emulated Azure has one door, the door writes down all that passes it, and the run looks at all of that.
 */

const textOf = (file: string) => readFileSync(file, 'utf8');

test('the emulated Azure has one door', () => {
  const doors = filesOfProject().filter(
    (file) => /^emulator\/azure\/.*\.ts$/.test(file) && /createServer\(/.test(textOf(file)),
  );

  expect(doors).toEqual(['emulator/azure/front.ts']);
});

test('whatever passes the door is in the journal of the test file', async () => {
  const journal = process.env[exchangesVariable] ?? '';
  const front = await startFront({ clock: realClock(), routes: [] });

  await ask(front.url, { method: 'PUT', path: '/anywhere', host: 'somebody.example', body: { said: 'this' } });
  await front.stop();

  const written = textOf(journal).split('\n').slice(0, -1);
  expect(path.basename(journal)).toBe('test--emulator--azure--held-to-contract.test.ts.jsonl');
  expect(written.map((line) => JSON.parse(line))).toMatchObject([
    { host: 'somebody.example', method: 'PUT', path: '/anywhere', body: { said: 'this' }, status: 501 },
  ]);
});

test('every run has its journals, and looks at them', () => {
  expect(config.test?.globalSetup).toEqual(['test/support/exchanges/hold-to-contract.ts']);
  expect(config.test?.setupFiles).toEqual(['test/support/exchanges/journal-of-file.ts']);
});

test('no test turns its journal elsewhere, or starts anything with an environment that lacks it', () => {
  const own = ['test/support/exchanges/journal-of-file.ts', 'test/emulator/azure/held-to-contract.test.ts'];
  const tests = filesOfProject().filter((file) => /^test\/.*\.ts$/.test(file) && !own.includes(file));
  const meddling = tests.filter((file) => /exchangesVariable|FLOWFERRY_EXCHANGES\b/.test(textOf(file)));
  // Whoever starts a process with an emulated Azure in it leaves its environment as it is.
  const strange = tests.filter(
    (file) => /emulator\/(start|azure\/main)\.ts|many-endpoints/.test(textOf(file)) && /\benv:/.test(textOf(file)),
  );

  expect({ meddling, strange }).toEqual({ meddling: [], strange: [] });
});

const exchange = (given: Partial<LoggedRequest>): Partial<LoggedRequest> => ({
  ...{ host: 'management.azure.com', method: 'PUT', apiVersion: '2024-10-01', status: 200 },
  path: '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/e',
  ...given,
});
const good = { location: 'eastus', identity: { type: 'SystemAssigned' }, properties: { authMode: 'Key' } };

test.runIf(hasContractData).each([
  [
    'a body that breaks the schemas, by the name of its file',
    [{ body: good }, { body: { ...good, location: 5 } }],
    /test\/a\/b.test.ts: .*location/,
  ],
  [
    'answers of which none was held against anything',
    [{ path: '/nothing/known', answer: {} }],
    /Of 1 answers none was held/,
  ],
])('a run fails for %s', async (_, exchanges, message) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-planted-'));
  writeFileSync(
    path.join(folder, 'test--a--b.test.ts.jsonl'),
    exchanges.map((each) => `${JSON.stringify(exchange(each))}\n`).join(''),
  );

  await expect(hold(folder, 1)).rejects.toThrow(message);

  rmSync(folder, { recursive: true });
});
