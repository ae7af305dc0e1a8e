import { describe, expect, test } from 'vitest';
import type { Check } from '../../../domain/installation/check.ts';
import { checkInstallation } from '../../../domain/installation/check-installation.ts';
import type { Answer, Place, SeenSettings, Sight } from '../../../domain/installation/looked.ts';
import { workspaceId as id } from '../../support/workspace-id.ts';

const place: Place = { storageAccount: 'stferry', principalId: 'oid-of-app', clientId: 'client', app: 'func-ferry' };
const local: Place = { storageAccount: 'stferry' };
const check = (sight: Sight, at: Place = place): readonly Check[] =>
  checkInstallation({ place: at, sights: [sight] }).slice(0, -1);

const everything: Sight = { about: 'rights', id, rights: [{ actions: ['*'], notActions: [] }] };
const settings: SeenSettings = {
  about: 'settings',
  cloud: 'public',
  workspaces: [id],
  baseImage: 'mcr.microsoft.com/azureml/flow:1',
  registries: ['mcr.microsoft.com'],
  tenant: 'tenant',
  audience: ['api://ferry'],
  isEmulated: false,
  hasScaledClock: false,
  hasConnectionString: false,
  hasQueueAddress: true,
  topic: 'https://t.swedencentral-1.eventgrid.azure.net/api/events',
};
const asked = (answer: Answer): readonly Sight[] => [
  { about: 'token', of: 'Azure Monitor', answer },
  { about: 'workspace', id, answer },
  { about: 'datastore', id, answer, account: 'stml' },
  { about: 'datastore', id, answer },
  { about: 'metrics', id, door: 'batch', answer },
  { about: 'metrics', id, door: 'single', answer },
  { about: 'cost', id, answer },
  { about: 'quota', id, answer },
  { about: 'container', name: 'flows', answer },
  { about: 'queue', name: 'pipeline-events', answer },
  { about: 'queue', name: 'pipeline-events-poison', answer },
  { about: 'tables', answer },
];

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

describe('settings', () => {
  const found = (over: Partial<SeenSettings>, at = place) =>
    check({ ...settings, ...over }, at).filter(({ state }) => state !== 'ok');

  test('without an address of queues take no events', () => {
    expect(found({ hasQueueAddress: false })).toEqual([
      {
        name: 'settings of storage',
        state: 'wrong',
        sentence: expect.any(String),
        mend: expect.stringContaining('AzureWebJobsStorage__queueServiceUri=https://stferry.queue.core.windows.net/'),
      },
    ]);
  });

  test('may hold a key on one machine', () => {
    expect(found({ hasConnectionString: true }, local)).toEqual([]);
    expect(found({ hasConnectionString: true })).toHaveLength(1);
  });

  test('may leave out a topic, and in a local run who may come in', () => {
    const { topic: _, tenant: __, ...rest } = settings;

    expect(check({ ...rest, audience: [], isEmulated: true }).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  test('may name an image of the workspace, whose registry is not known here', () => {
    expect(found({ baseImage: 'mine.azurecr.io/flows:1' })).toMatchObject([
      { name: 'base image', state: 'notChecked' },
    ]);
  });

  test('may name an image by its registry alone, or a tag of it', () => {
    expect(found({ baseImage: 'mcr.microsoft.com/azureml:1', registries: ['mcr.microsoft.com/azureml'] })).toEqual([]);
    expect(found({ baseImage: 'flows', registries: ['mcr.microsoft.com'] })).toMatchObject([{ state: 'wrong' }]);
  });

  test.each([
    [{ workspaces: [id, id.toUpperCase()] }, 'FLOWFERRY_WORKSPACES='],
    [{ topic: 'https://t.usgovvirginia-1.eventgrid.azure.us/api/events' }, 'FLOWFERRY_EVENT_TOPIC='],
    [{ audience: [] }, 'FLOWFERRY_AUDIENCE='],
    [{ cloud: 'china' }, 'FLOWFERRY_EVENT_TOPIC='],
  ] as const)('that contradict each other are wrong: %o', (over, mend) => {
    expect(found(over)).toMatchObject([{ state: 'wrong', mend: expect.stringContaining(mend) }]);
  });

  test('of sign-in need a tenant', () => {
    const { tenant: _, ...rest } = settings;

    expect(check(rest)[0]).toMatchObject({ state: 'wrong', mend: expect.stringContaining('FLOWFERRY_TENANT=') });
  });

  test('with a scaled clock are for one machine', () => {
    expect(found({ hasScaledClock: true }, local)[0]?.mend).toBe('unset FLOWFERRY_CLOCK');
    expect(found({ hasScaledClock: true, isEmulated: true })).toEqual([]);
  });
});
