import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createTokens } from '../../azure/tokens.ts';
import {
  audience,
  otherAlgorithmToken,
  publicJwk,
  publicKeyToken,
  strangersToken,
  tenant,
  tokenOf,
  tokensOfTenant,
  unsignedToken,
} from '../support/tenant.ts';

const now = new Date('2026-06-01T12:00:00Z');
const at = (minutes: number) => Math.floor(now.getTime() / 1000) + minutes * 60;
const tokens = tokensOfTenant(() => now);

describe('a token', () => {
  test('of the tenant, for the app, is accepted, and says who it is for', async () => {
    expect(await tokens.verify(await tokenOf(now, { roles: ['Write'] }))).toMatchObject({
      kind: 'done',
      value: { oid: 'oid-of-ada', tid: tenant, roles: ['Flowferry.Write'] },
    });
  });

  test.each([
    ['of version 1', { iss: `https://sts.windows.net/${tenant}/`, aud: 'api://flowferry' }],
    ['that has just expired, by a clock that goes wrong by a little', { exp: at(-0.5) }],
    ['that will be valid in a moment', { nbf: at(0.5) }],
    ['without roles', { roles: undefined }],
  ])('%s is accepted', async (_, claims) => {
    expect(await tokens.verify(await tokenOf(now, { claims }))).toMatchObject({ kind: 'done' });
  });

  test.each([
    ['another tenant', { tid: 'other', iss: 'https://login.microsoftonline.com/other/v2.0' }, 'iss'],
    ['another tenant behind the right issuer', { tid: 'other' }, 'another tenant'],
    ['no tenant', { tid: undefined }, 'tid'],
    ['another audience', { aud: 'https://management.azure.com' }, 'aud'],
    ['no audience', { aud: undefined }, 'aud'],
    ['another issuer', { iss: 'https://login.example.com' }, 'iss'],
    [
      'an issuer that only begins like the right one',
      { iss: `https://login.microsoftonline.com/${tenant}/v2.0/x` },
      'iss',
    ],
    ['no issuer', { iss: undefined }, 'iss'],
    ['the past', { exp: at(-5) }, 'expired'],
    ['the future', { nbf: at(5) }, 'nbf'],
    ['no end', { exp: undefined }, 'exp'],
    ['nobody', { oid: undefined }, 'oid'],
    ['somebody empty', { oid: '' }, 'who it is for'],
    ['roles that are no list', { roles: 'Flowferry.Write' }, 'who it is for'],
  ])('of %s is not accepted', async (_, claims, reason) => {
    const verified = await tokens.verify(await tokenOf(now, { claims }));

    expect(verified).toMatchObject({ fault: { slug: 'not-signed-in', message: expect.stringContaining(reason) } });
  });

  test.each([
    ['signed by nobody', unsignedToken(now)],
    ['signed by a stranger', strangersToken(now)],
    ['signed with the public key', publicKeyToken(now)],
    ['signed in another way', otherAlgorithmToken(now)],
    ['signed with a key that nobody knows', tokenOf(now, { header: { kid: 'unknown' } })],
    ['that brings its own keys', tokenOf(now, { header: { kid: 'unknown', jku: 'https://evil.example/keys' } })],
    ['that is none', 'Bearer'],
    ['that is cut off', tokenOf(now).then((token) => token.slice(0, -20))],
    ['whose claims were changed', tokenOf(now).then((token) => token.replace(/\.[^.]+\./, '.e30.'))],
  ])('%s is not accepted', async (_, token) => {
    expect(await tokens.verify(await token)).toMatchObject({ fault: { slug: 'not-signed-in' } });
  });
});

describe('the keys of the tenant', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function authorityThatAnswers(status: number, body: object) {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const made = createTokens({ tenant, audience, authority, oldIssuer: 'https://sts.windows.net', now: () => now });
    return { asked, authority, tokens: made };
  }

  test('are read from the authority once, and kept', async () => {
    const { asked, authority, tokens: reading } = await authorityThatAnswers(200, { keys: [publicJwk] });
    const token = await tokenOf(now, { claims: { iss: `${authority}/${tenant}/v2.0` } });

    const verified = [await reading.verify(token), await reading.verify(token)];

    expect(verified.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(asked).toEqual([`/${tenant}/discovery/v2.0/keys`]);
  });

  test.each([
    [500, {}],
    [200, { nothing: 'of use' }],
  ])('that cannot be read (%s) are trouble, and nobody is let in', async (status, body) => {
    const { tokens: reading } = await authorityThatAnswers(status, body);

    await expect(reading.verify(await tokenOf(now))).rejects.toThrow(/^unavailable: could not read the keys/);
  });
});
