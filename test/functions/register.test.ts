import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as contracts from '../../domain/contracts.ts';
import { startApp } from '../support/app-under-test.ts';

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const named = Object.values(contracts).map(({ name }) => name);

/** Done by the same code as another contract, for another step of the story. */
const shared = ['checkRestoredTraffic'];

test('every contract is registered, and nothing else is', async () => {
  const { host } = await startApp();

  const registered = host.functions.filter(({ trigger }) => /^(activity|orchestration)Trigger$/.test(trigger));

  expect(registered.map(({ name }) => name).sort()).toEqual([...named].sort());
  expect(host.gaps).toEqual([]);
});

test('every contract is called as it is named in the code', () => {
  for (const [name, contract] of Object.entries(contracts)) expect(contract.name).toBe(name);
});

test('every activity and orchestration has a file of its name', () => {
  const files = ['functions/activities', 'orchestrations'].flatMap((folder) => readdirSync(folder));
  const expected = named.filter((name) => !shared.includes(name)).map((name) => `${kebab(name)}.ts`);

  expect(files.filter((file) => !['call.ts', 'undo.ts'].includes(file)).sort()).toEqual(expected.sort());
});
