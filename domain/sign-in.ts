import * as z from 'zod';
import type { Outcome } from './outcome.ts';
import type { Settings } from './settings.ts';

/** What callers may be allowed to do. App roles of the app registration, with `Flowferry.` before them. */
export const roles = ['Read', 'Write', 'Approve'] as const;
export type Role = (typeof roles)[number];

/** Who asks. */
export interface Caller {
  /** The object id in the tenant: what stays the same when somebody is renamed. */
  readonly id: string;
  /** What people call them; for the record only. */
  readonly name: string;
  /** `machine`: whoever sits at the machine of a local run. */
  readonly kind: 'person' | 'app' | 'machine';
  readonly roles: readonly Role[];
}

/** Tells tokens that Microsoft Entra ID issued for this app from all others. */
export interface Tokens {
  /** The claims of a token, or why it is not accepted. Thrown when the keys cannot be had. */
  verify(token: string): Promise<Outcome<Claims>>;
}

/** What a token says of its owner. Source: Microsoft identity platform, "Access token claims reference". */
export const claimsSchema = z.object({
  oid: z.string().min(1),
  tid: z.string().min(1),
  roles: z.array(z.string()).default([]),
  /** `app` for a token that no person stands behind. */
  idtyp: z.string().optional(),
  preferred_username: z.string().optional(),
  upn: z.string().optional(),
  name: z.string().optional(),
  app_displayname: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
});
export type Claims = z.infer<typeof claimsSchema>;

const longestName = 200;

export function callerOf(claims: Claims): Caller {
  const { oid, preferred_username, upn, name, app_displayname, appid, azp } = claims;
  const called = [preferred_username, upn, name, app_displayname, appid, azp].find((each) => each) ?? oid;
  return {
    id: oid,
    name: called.slice(0, longestName),
    kind: claims.idtyp === 'app' ? 'app' : 'person',
    roles: roles.filter((role) => claims.roles.includes(`Flowferry.${role}`)),
  };
}

/** Whoever may do something may look as well. */
export const holds = (caller: Caller, role: Role): boolean =>
  role === 'Read' ? caller.roles.length > 0 : caller.roles.includes(role);

type SignInSettings = Pick<Settings, 'FLOWFERRY_TENANT' | 'FLOWFERRY_AUDIENCE' | 'FLOWFERRY_EMULATOR'>;

/**
 * How callers are known: by Microsoft Entra ID where that is set up; not at all in a local run; nobody is let in
 * otherwise.
 */
export function signInOf(settings: SignInSettings): 'entra' | 'local' | 'none' {
  const { FLOWFERRY_TENANT, FLOWFERRY_AUDIENCE, FLOWFERRY_EMULATOR } = settings;
  if (FLOWFERRY_TENANT !== undefined && FLOWFERRY_AUDIENCE.length > 0) return 'entra';
  // Half of it set up is a slip, not a wish to be open.
  const isUntouched = FLOWFERRY_TENANT === undefined && FLOWFERRY_AUDIENCE.length === 0;
  return isUntouched && FLOWFERRY_EMULATOR !== undefined ? 'local' : 'none';
}

/** Who need not say who they are. */
export const nobody: Caller = { id: '', name: 'anyone', kind: 'person', roles: [] };

/** Who sits at this machine may do everything on it. */
export const localCaller: Caller = { id: 'local', name: 'this machine', kind: 'machine', roles };

/** What App Service says of a caller that it signed in itself. Source: App Service, "Work with user identities". */
const principalSchema = z.object({
  auth_typ: z.literal('aad'),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});

/** App Service renames some claims of a token. */
const otherNames: Readonly<Record<string, string>> = {
  'http://schemas.microsoft.com/identity/claims/objectidentifier': 'oid',
  'http://schemas.microsoft.com/identity/claims/tenantid': 'tid',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/role': 'roles',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'upn',
};

/** The claims in a decoded `x-ms-client-principal`; `undefined` when it is none of Microsoft Entra ID. */
export function claimsOfPrincipal(decoded: unknown): Claims | undefined {
  const principal = principalSchema.safeParse(decoded);
  if (!principal.success) return undefined;
  const named = principal.data.claims.map(({ typ, val }) => [otherNames[typ] ?? typ, val] as const);
  const held = named.filter(([name]) => name === 'roles').map(([, role]) => role);
  const claims = claimsSchema.safeParse({ ...Object.fromEntries(named), roles: held });
  return claims.success ? claims.data : undefined;
}
