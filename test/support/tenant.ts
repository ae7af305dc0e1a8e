import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { createTokens } from '../../azure/tokens.ts';
import type { Role } from '../../domain/sign-in.ts';

export const tenant = '11111111-2222-4333-8444-555555555555';
export const audience = ['99999999-aaaa-4bbb-8ccc-dddddddddddd', 'api://flowferry'];
const authority = 'https://login.microsoftonline.com';

const pair = await generateKeyPair('RS256', { extractable: true });
const strangersPair = await generateKeyPair('RS256', { extractable: true });
export const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'tenant-key', alg: 'RS256', use: 'sig' };
const publicPem = new TextEncoder().encode(await exportSPKI(pair.publicKey));

/** The verifier that the app uses, with the keys of a tenant that exists in this test only. */
export const tokensOfTenant = (now: () => Date, keys = createLocalJWKSet({ keys: [publicJwk] })) =>
  createTokens({ tenant, audience, authority, oldIssuer: 'https://sts.windows.net', now, keys });

export interface Wanted {
  readonly roles?: readonly Role[];
  /** In place of the right ones; `undefined` leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

function claimsAt(now: Date, { roles = [], claims = {} }: Wanted): JWTPayload {
  const seconds = Math.floor(now.getTime() / 1000);
  const right = {
    iss: `${authority}/${tenant}/v2.0`,
    aud: audience[0],
    iat: seconds - 300,
    nbf: seconds - 300,
    exp: seconds + 3600,
    tid: tenant,
    oid: 'oid-of-ada',
    preferred_username: 'ada@example.com',
    roles: roles.map((role) => `Flowferry.${role}`),
  };
  return JSON.parse(JSON.stringify({ ...right, ...claims })) as JWTPayload;
}

/** A token as Microsoft Entra ID issues it, or wrong in some way. */
export const tokenOf = (now: Date, wanted: Wanted = {}): Promise<string> =>
  new SignJWT(claimsAt(now, wanted))
    .setProtectedHeader({ alg: 'RS256', kid: 'tenant-key', typ: 'JWT', ...wanted.header })
    .sign(pair.privateKey);

/** Signed by a key that is not the tenant's, under the name of one that is. */
export const strangersToken = (now: Date, wanted: Wanted = {}): Promise<string> =>
  new SignJWT(claimsAt(now, wanted))
    .setProtectedHeader({ alg: 'RS256', kid: 'tenant-key' })
    .sign(strangersPair.privateKey);

/** Signed with the tenant's public key, which everybody has, as if it were a secret. */
export const publicKeyToken = (now: Date, wanted: Wanted = {}): Promise<string> =>
  new SignJWT(claimsAt(now, wanted)).setProtectedHeader({ alg: 'HS256', kid: 'tenant-key' }).sign(publicPem);

export function unsignedToken(now: Date, wanted: Wanted = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claimsAt(now, wanted))}.`;
}

/** Properly signed, and in another way than Microsoft Entra ID does. */
export const otherAlgorithmToken = async (now: Date, wanted: Wanted = {}): Promise<string> =>
  await new SignJWT(claimsAt(now, wanted))
    .setProtectedHeader({ alg: 'PS256', kid: 'tenant-key' })
    .sign(await importJWK(await exportJWK(pair.privateKey), 'PS256'));

/** What App Service writes into `x-ms-client-principal`, and what a forger would. */
export function principalHeader(roles: readonly Role[], over: Readonly<Record<string, string>> = {}): string {
  const named = {
    'http://schemas.microsoft.com/identity/claims/objectidentifier': 'oid-of-ada',
    'http://schemas.microsoft.com/identity/claims/tenantid': tenant,
    preferred_username: 'ada@example.com',
    ...over,
  };
  const claims = [
    ...Object.entries(named).map(([typ, val]) => ({ typ, val })),
    ...roles.map((role) => ({ typ: 'roles', val: `Flowferry.${role}` })),
  ];
  return Buffer.from(JSON.stringify({ auth_typ: 'aad', claims, name_typ: 'name', role_typ: 'roles' })).toString(
    'base64',
  );
}
