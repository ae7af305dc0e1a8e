import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../domain/world.ts';
import { getRelease } from '../../../functions/http/get-release.ts';
import { guarded } from '../../../functions/http/guard.ts';
import { postCommand } from '../../../functions/http/post-command.ts';
import type { Route } from '../../../functions/http/route.ts';
import { memoryWorld, usual } from '../../support/memory-world.ts';
import {
  audience,
  principalHeader,
  publicKeyToken,
  strangersToken,
  tenant,
  tokenOf,
  tokensOfTenant,
  unsignedToken,
} from '../../support/tenant.ts';

const now = new Date('2026-06-01T12:00:00Z');
const entra = { FLOWFERRY_TENANT: tenant, FLOWFERRY_AUDIENCE: audience };
const address = 'https://flowferry.azurewebsites.net/api/releases/none';

type Settings = Partial<World['settings']>;

async function ask(settings: Settings, headers: Record<string, string>, route: Route = getRelease, url = address) {
  const { world } = memoryWorld(
    { now: () => now.getTime() },
    { settings: { ...usual('settings'), ...settings }, tokens: tokensOfTenant(() => now) },
  );
  const log: string[] = [];
  const note = (text: unknown) => void log.push(String(text));
  const call = { log: { log: note, error: note }, client: () => Promise.reject(new Error('nobody is woken')) as never };
  const { method } = route;
  const body = method === 'POST' ? { body: { string: '{"command": "pause"}' } } : {};
  const request = new HttpRequest({ method, url, headers, params: { id: 'none' }, ...body });
  const answer = await guarded(world, route)(request, call);
  return { status: answer.status, headers: answer.headers, text: String(answer.body), log };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const reader = await tokenOf(now, { roles: ['Read'] });
const writer = await tokenOf(now, { roles: ['Write'] });

const forged = principalHeader(['Read', 'Write', 'Approve']);
const wrong = (claims: object) => tokenOf(now, { roles: ['Read'], claims: { ...claims } });
const seconds = Math.floor(now.getTime() / 1000);

const useless: readonly (readonly [string, Record<string, string>])[] = [
  ['nothing', {}],
  ['a header that only App Service may set', { 'x-ms-client-principal': forged }],
  [
    'the same, with the platform’s other headers',
    { 'x-ms-client-principal': forged, 'x-ms-client-principal-idp': 'aad' },
  ],
  ['a function key', { 'x-functions-key': 'key' }],
  ['a password', { authorization: 'Basic YTpi' }],
  ['an empty token', { authorization: 'Bearer ' }],
  ['two tokens', { authorization: `Bearer ${reader}, Bearer ${reader}` }],
  ['a token of another tenant', bearer(await wrong({ tid: 'other' }))],
  ['a token for another audience', bearer(await wrong({ aud: 'https://management.azure.com' }))],
  ['a token of another issuer', bearer(await wrong({ iss: 'https://evil.example' }))],
  ['an expired token', bearer(await wrong({ exp: seconds - 300 }))],
  ['a token that is not valid yet', bearer(await wrong({ nbf: seconds + 300 }))],
  ['an unsigned token', bearer(unsignedToken(now, { roles: ['Read'] }))],
  ['a token signed with the public key', bearer(await publicKeyToken(now, { roles: ['Read'] }))],
  ["a stranger's token", bearer(await strangersToken(now, { roles: ['Read'] }))],
];

/** 404 is what somebody gets who was let in: there is no such release. */
const letIn = 404;

describe('with Microsoft Entra ID', () => {
  test('whoever has a role is let in', async () => {
    expect((await ask(entra, bearer(reader))).status).toBe(letIn);
  });

  test('whoever has none is known, and turned away', async () => {
    const answer = await ask(entra, bearer(await tokenOf(now)));

    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ title: 'not-allowed', detail: 'ada@example.com may not do this.' });
  });

  test('whoever may only look may not act', async () => {
    expect((await ask(entra, bearer(reader), postCommand)).status).toBe(403);
    expect((await ask(entra, bearer(writer), postCommand)).status).toBe(letIn);
  });

  test.each(useless)('%s opens nothing', async (_, headers) => {
    const answer = await ask(entra, headers);

    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({ 'www-authenticate': 'Bearer' });
    expect(JSON.parse(answer.text).title).toBe('not-signed-in');
    expect(answer.log.join()).toContain('turned away');
    expect(answer.log.join() + answer.text).not.toContain(reader.slice(-30));
  });

  test('a local run asks as well', async () => {
    const local = { ...entra, FLOWFERRY_EMULATOR: 'http://127.0.0.1:1' };

    expect((await ask(local, {}, getRelease, 'http://127.0.0.1:7071/api/releases/none')).status).toBe(401);
  });
});

describe("with App Service's own sign-in", () => {
  const on = { ...entra, WEBSITE_AUTH_ENABLED: true };
  const signedIn = (...[roles, over]: Parameters<typeof principalHeader>) => ({
    'x-ms-client-principal': principalHeader(roles, over),
  });

  test('whoever it signed in is let in', async () => {
    expect((await ask(on, signedIn(['Read']))).status).toBe(letIn);
  });

  test('a token does as well, where it lets requests through', async () => {
    expect((await ask(on, bearer(reader))).status).toBe(letIn);
    expect((await ask(on, {})).status).toBe(401);
  });

  test.each([
    ['of another tenant', signedIn(['Read'], { 'http://schemas.microsoft.com/identity/claims/tenantid': 'other' })],
    ['that is not JSON', { 'x-ms-client-principal': '%%%' }],
    [
      'of another provider',
      { 'x-ms-client-principal': Buffer.from('{"auth_typ":"google","claims":[]}').toString('base64') },
    ],
  ])('somebody %s is not', async (_, headers) => {
    expect((await ask(on, headers)).status).toBe(401);
  });

  test('it counts for nothing where no tenant is set', async () => {
    expect((await ask({ WEBSITE_AUTH_ENABLED: true, FLOWFERRY_EMULATOR: undefined }, signedIn(['Read']))).status).toBe(
      401,
    );
  });

  test('another site cannot act in the name of whoever is signed in', async () => {
    const cookie = signedIn(['Write']);

    expect((await ask(on, cookie, postCommand)).status).toBe(403);
    expect((await ask(on, { ...cookie, 'x-requested-by': 'dashboard' }, postCommand)).status).toBe(letIn);
    expect((await ask(on, { ...cookie, ...bearer(writer) }, postCommand)).status).toBe(letIn);
  });
});

describe('without sign-in', () => {
  const local = 'http://127.0.0.1:7071/api/releases/none';

  test('nobody is let in', async () => {
    const answer = await ask({ FLOWFERRY_EMULATOR: undefined }, bearer(reader), getRelease, local);

    expect(answer.status).toBe(401);
    expect(answer.text).toContain('Sign-in is not set up');
  });

  test.each([
    ['http://127.0.0.1:7071', {}, letIn],
    ['http://localhost:7071', {}, letIn],
    ['http://[::1]:7071', {}, letIn],
    ['http://evil.example:7071', {}, 401],
    ['http://127.0.0.1.evil.example', {}, 401],
    ['http://127.0.0.1:7071', { origin: 'http://127.0.0.1:7071' }, letIn],
    ['http://127.0.0.1:7071', { origin: 'https://evil.example' }, 403],
    ['http://127.0.0.1:7071', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('a local run at %s, asked with %j, answers %s', async (origin, headers, status) => {
    expect((await ask({}, headers, postCommand, `${origin}/api/releases/none/commands`)).status).toBe(status);
  });
});

test('what goes wrong inside is not told', async () => {
  const releases = { ...usual('releases'), get: () => Promise.reject(new Error('secret thing')) };
  const passing = {
    ...usual('releases'),
    get: () => Promise.reject(new Error('throttled: could not read a release: x')),
  };
  const call = { log: { log: () => undefined, error: () => undefined }, client: () => undefined as never };
  const statuses = await Promise.all(
    [releases, passing].map(async (broken) => {
      const { world } = memoryWorld({ now: () => 0 }, { releases: broken });
      const request = new HttpRequest({ method: 'GET', url: 'http://localhost/api/releases/a', params: { id: 'a' } });
      return await guarded(world, getRelease)(request, call);
    }),
  );

  expect(statuses.map(({ status }) => status)).toEqual([500, 503]);
  expect(statuses[1]?.headers).toMatchObject({ 'retry-after': '60' });
  expect(JSON.stringify(statuses)).not.toContain('secret thing');
});
