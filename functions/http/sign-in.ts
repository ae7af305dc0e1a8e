import type { HttpRequest } from '@azure/functions';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import { type Caller, callerOf, claimsOfPrincipal, localCaller, signInOf } from '../../domain/sign-in.ts';
import type { World } from '../../domain/world.ts';

/**
 * Who asks. App Service's header is believed only where the platform says that its sign-in is on: anybody else could send
 * it too. Where sign-in is not set up, nobody is let in, but for whoever sits at the machine of a local run.
 */
export async function signIn(world: World, request: HttpRequest): Promise<Outcome<Caller>> {
  const how = signInOf(world.settings);
  if (how === 'local') return atThisMachine(request);
  if (how === 'none') return notSetUp();
  return signedInByAppService(world, request) ?? (await byToken(world, request));
}

function signedInByAppService({ settings }: World, request: HttpRequest): Outcome<Caller> | undefined {
  const header = request.headers.get('x-ms-client-principal');
  if (!settings.WEBSITE_AUTH_ENABLED || header === null) return undefined;
  const claims = claimsOfPrincipal(decoded(header));
  if (claims === undefined || claims.tid !== settings.FLOWFERRY_TENANT) {
    return notSignedIn('App Service signed in somebody whom this tenant does not know.');
  }
  return comesFromElsewhere(request) ? crossSite() : done(callerOf(claims));
}

/**
 * A browser sends the cookie of App Service's sign-in along with whatever another site makes it send. A header of one's
 * own it sends to other sites only if they allow that, and this one does not.
 */
const comesFromElsewhere = ({ method, headers }: HttpRequest): boolean =>
  method !== 'GET' && !headers.has('authorization') && !headers.has('x-requested-by');

async function byToken(world: World, request: HttpRequest): Promise<Outcome<Caller>> {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (token === undefined) return notSignedIn('The request has no token.');
  const claims = await world.tokens.verify(token);
  return claims.kind === 'refused' ? claims : done(callerOf(claims.value));
}

/**
 * A page of the web can reach a local run: by a name of its own that leads here, and then it asks for that name; or by the
 * machine's address, and then the browser says where the page comes from.
 */
function atThisMachine({ url, headers }: HttpRequest): Outcome<Caller> {
  const { hostname, origin } = new URL(url);
  if (!/^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)) return notOfThisMachine();
  const isForeign = (headers.get('origin') ?? origin) !== origin || headers.get('sec-fetch-site') === 'cross-site';
  return isForeign ? crossSite() : done(localCaller);
}

function decoded(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

const remedy = 'Send a token of Microsoft Entra ID for this app: "Authorization: Bearer …".';
const notSignedIn = (message: string) => refused('not-signed-in', message, remedy);
const notOfThisMachine = () =>
  refused('not-signed-in', 'A local run answers to this machine only.', 'Ask 127.0.0.1 or localhost.');
const notSetUp = () =>
  refused(
    'not-signed-in',
    'Sign-in is not set up, so nobody is let in.',
    'Set FLOWFERRY_TENANT and FLOWFERRY_AUDIENCE, as the README says under "Who may use it".',
  );
const crossSite = () =>
  refused(
    'cross-site-request',
    'The request may come from another site.',
    'Send the header "x-requested-by" with any value, or a token.',
  );
