import { allows, permissionsAt } from '../authorization/permissions.ts';
import { type Cloud, deployerPrincipalId } from '../cloud.ts';
import type { AzureAnswer, AzureRequest } from '../exchange.ts';
import type { OnlineEndpoint } from '../resources.ts';

const scoringScope = 'https://ml.azure.com/.default';
const toScore = { action: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action' };

/**
 * Lets a caller of the scoring address in, or answers 401 or 403: a key, a token of the endpoint or an Entra token, as the
 * endpoint's auth mode says (Learn: Authenticate clients for online endpoints).
 */
export function refuseScoring(cloud: Cloud, endpoint: OnlineEndpoint, request: AzureRequest): AzureAnswer | undefined {
  const secret = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (secret === undefined) return refused(401, 'key_auth_bad_header_missing: the Authorization header is missing');
  switch (endpoint.resource.properties.authMode) {
    case 'Key':
      return Object.values(endpoint.keys).includes(secret) ? undefined : refused(401, 'key_auth_access_denied');
    case 'AMLToken':
      return refuseToken(cloud, endpoint, secret);
    case 'AADToken':
      return refuseEntra(cloud, endpoint, request);
  }
}

function refuseToken(cloud: Cloud, { tokens }: OnlineEndpoint, secret: string): AzureAnswer | undefined {
  const token = tokens.find(({ accessToken }) => accessToken === secret);
  if (!token) return refused(401, 'The token is invalid');
  return token.expiresAt > cloud.clock.now() ? undefined : refused(401, 'The token has expired');
}

function refuseEntra(cloud: Cloud, endpoint: OnlineEndpoint, { caller }: AzureRequest): AzureAnswer | undefined {
  if (caller.scope !== scoringScope) return refused(401, `The token is not for ${scoringScope}`);
  const permissions = permissionsAt(cloud, caller.principalId ?? deployerPrincipalId, endpoint.resource.id);
  return allows(permissions, toScore) ? undefined : refused(403, `The caller lacks ${toScore.action}`);
}

const refused = (status: number, text: string): AzureAnswer => ({
  status,
  content: text,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...(status === 401 && { 'www-authenticate': 'Bearer' }) },
});
