import type { AzureAnswer, Caller } from './exchange.ts';
import { azureError } from './exchange.ts';
import type { Route } from './routing.ts';

/** The tenant of everything in this emulator. */
export const tenantId = '00000000-0000-0000-0000-0000000000aa';

export function callerOf(authorization: string | undefined): Caller {
  const token = /^Bearer tok:([^#]+)(?:#(.+))?$/.exec(authorization ?? '');
  return { scope: token?.[1], principalId: token?.[2] };
}

/** Refuses a token of the wrong audience as Azure Resource Manager does; undefined when the caller may pass. */
export function refuseCaller(
  route: Pick<Route, 'scope'>,
  caller: Caller,
  authorization: string | undefined,
): AzureAnswer | undefined {
  if (route.scope === undefined || sameAudience(route.scope, caller.scope)) return undefined;
  if (authorization === undefined) {
    return unauthorized('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  }
  if (caller.scope === undefined) {
    return unauthorized('InvalidAuthenticationToken', 'The access token is invalid.');
  }
  const wanted = audienceOf(route.scope);
  return unauthorized(
    'InvalidAuthenticationTokenAudience',
    'The access token has been obtained for wrong audience or resource ' +
      `'${audienceOf(caller.scope)}'. It should exactly match with one of the allowed audiences '${wanted}/','${wanted}'.`,
  );
}

const audienceOf = (scope: string) => scope.replace(/\/+\.default$/, '').replace(/\/$/, '');

const sameAudience = (wanted: string, given: string | undefined) =>
  given !== undefined && audienceOf(wanted) === audienceOf(given);

function unauthorized(code: string, message: string): AzureAnswer {
  const challenge =
    `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", ` +
    `error="invalid_token", error_description="${message.replaceAll('"', "'")}"`;
  return { ...azureError(401, code, message), headers: { 'www-authenticate': challenge } };
}

/**
 * Refuses a request without an API version, or with one that the operation is not known in (MissingApiVersionParameter and
 * InvalidApiVersionParameter of Azure Resource Manager).
 */
export function refuseApiVersion(route: Route, apiVersion: string | undefined): AzureAnswer | undefined {
  if (route.apiVersions === undefined) return undefined;
  if (!apiVersion) {
    const message = 'The api-version query parameter (?api-version=) is required for all requests.';
    return azureError(400, 'MissingApiVersionParameter', message);
  }
  if (route.apiVersions.includes(apiVersion)) return undefined;
  return azureError(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${apiVersion}' is invalid. The supported versions are '${route.apiVersions.join(',')}'.`,
  );
}
