import { describe, expect, test } from 'vitest';
import { checkInstallation } from '../../../domain/installation/check-installation.ts';
import { workspaceId as id } from '../../support/workspace-id.ts';
import { asked, check, everything, local, place, settings } from './sights.ts';

describe('an installation', () => {
  test('is well where everything is', () => {
    const sights = [...asked('fine'), everything, settings, { about: 'clock', aheadInSeconds: -299 } as const];
    const open = checkInstallation({ place, sights }).filter(({ state }) => state !== 'ok');

    expect(open.map(({ name }) => name)).toEqual(['delivery of events']);
  });

  test.each(asked('silent'))('is not well where nothing answers: $about', (sight) => {
    for (const at of [place, local]) {
      expect(check(sight, at)).toContainEqual({
        name: expect.any(String),
        state: 'wrong',
        sentence: expect.any(String),
        mend: expect.stringMatching(/^az /),
      });
    }
  });

  test.each(asked('busy').slice(1))('is not called ill for an answer that is put off: $about', (sight) => {
    expect(check(sight)).toEqual([{ name: expect.any(String), state: 'notChecked', sentence: expect.any(String) }]);
  });

  test.each(asked('unasked').slice(1))('is not called ill for what was not asked: $about', (sight) => {
    expect(check(sight)[0]).toMatchObject({ state: 'notChecked', sentence: expect.any(String) });
  });

  test.each(asked('absent'))('is not well where something is not there: $about', (sight) => {
    expect(check(sight)[0]).toMatchObject({ state: 'wrong', mend: expect.stringMatching(/^az /) });
  });

  test.each([
    [{ about: 'quota', id, answer: 'forbidden' }, 'azd env set FLOWFERRY_READ_SUBSCRIPTION true'],
    [
      { about: 'metrics', id, door: 'batch', answer: 'forbidden' },
      '--role "Monitoring Reader" --scope "/subscriptions/',
    ],
  ] as const)('may be meant to do without: $0.about', (sight, mend) => {
    expect(check(sight)).toEqual([
      { name: expect.any(String), state: 'ok', sentence: expect.any(String), mend: expect.stringContaining(mend) },
    ]);
  });

  test.each(asked('forbidden').slice(1, 3))('that is closed to the app needs a role: $about', (sight) => {
    expect(check(sight)[0]).toMatchObject({
      state: 'wrong',
      mend: expect.stringContaining('az role assignment create'),
    });
  });

  test('says every action that the app lacks', () => {
    const wrong = check({ about: 'rights', id, rights: [] }).filter(({ state }) => state === 'wrong');

    expect(wrong).toHaveLength(6);
    expect(wrong[1]?.sentence).toContain(
      'onlineEndpoints/write, Microsoft.MachineLearningServices/workspaces/onlineEndpoints/delete',
    );
  });

  test('may be meant not to give roles, or read secrets', () => {
    const rights = [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/write', '*/listsecrets/action'] }];
    const noted = check({ about: 'rights', id, rights }).filter(({ mend }) => mend !== undefined);

    expect(noted.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(noted.map(({ mend }) => mend).join()).toMatch(/FLOWFERRY_GRANT_ROLES true.*Connection Secrets Reader/);
  });

  test('whose rights cannot be read says who could let it', () => {
    expect(check({ about: 'rights', id })).toEqual([
      {
        name: 'workspace flowferry-dev: own rights',
        state: 'notChecked',
        sentence: expect.any(String),
        mend: `az role assignment create --assignee-object-id oid-of-app --assignee-principal-type ServicePrincipal --role "Reader" --scope "${id}"`,
      },
    ]);
  });

  test.each([
    [place, '--assignee-object-id oid-of-app'],
    [{ storageAccount: 's', clientId: 'client' }, '--assignee client '],
    [local, `--assignee "$(az identity list`],
  ])('names its identity as well as it can', (at, who) => {
    expect(check({ about: 'rights', id }, at)[0]?.mend).toContain(who);
  });

  test.each([
    [{ clientId: 'client', app: 'f', storageAccount: 's' }, "clientId=='client'"],
    [{ app: 'f', storageAccount: 's' }, "starts_with(name, 'id-flowferry')"],
    [local, 'az login'],
  ])('gets its identity back', (at, mend) => {
    expect(check({ about: 'token', of: 'endpoints', answer: 'forbidden' }, at)[0]?.mend).toContain(mend);
  });
});

describe('the queue', () => {
  const queue = (more: object) => check({ about: 'queue', name: 'pipeline-events', answer: 'fine', ...more })[1];

  test('is well with a message that just came', () => {
    expect(queue({ messages: 3, oldestInSeconds: 900 })).toMatchObject({ state: 'ok' });
  });

  test('is not well when nobody takes the messages', () => {
    expect(queue({ messages: 3, oldestInSeconds: 1200 })).toMatchObject({
      state: 'wrong',
      sentence: 'A message has been waiting for 20 minutes: nobody takes them.',
      mend: expect.stringContaining('az functionapp restart --name func-ferry'),
    });
  });

  test.each([
    [1, 'One message could'],
    [2, '2 messages could'],
  ])('of poison is not well with %i', (messages, says) => {
    const sight = { about: 'queue', name: 'pipeline-events-poison', answer: 'fine', messages } as const;

    expect(check(sight)[1]).toMatchObject({ state: 'wrong', sentence: expect.stringContaining(says) });
  });
});

test.each([
  [301, 'wrong'],
  [-301, 'wrong'],
  [300, 'ok'],
  [undefined, 'notChecked'],
])('a clock that is %s seconds ahead is %s', (aheadInSeconds, state) => {
  const sight = { about: 'clock', ...(aheadInSeconds !== undefined && { aheadInSeconds }) } as const;

  expect(check(sight)[0]?.state).toBe(state);
});
