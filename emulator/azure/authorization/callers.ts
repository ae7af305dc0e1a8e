import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError } from '../exchange.ts';
import { authorizationFailed } from '../fault-injection.ts';
import { neededRight } from './needed-right.ts';
import { allows, callersAreChecked, permissionsOfCaller } from './permissions.ts';

/** Refuses what the roles of the caller do not allow, where callers are checked at all. */
export function refuseUnauthorized(cloud: Cloud, request: AzureRequest): AzureAnswer | undefined {
  const need = callersAreChecked(cloud) ? neededRight(request) : undefined;
  if (!need || allows(permissionsOfCaller(cloud, request.caller.principalId, need.scope), need)) return undefined;
  if (request.host === 'api.loganalytics.io') {
    const message = 'The provided credentials have insufficient access to perform the requested operation';
    return azureError(403, 'InsufficientAccessError', message);
  }
  return authorizationFailed(request, need.action, need.scope);
}
