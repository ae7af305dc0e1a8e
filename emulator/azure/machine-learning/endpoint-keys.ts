import { randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, json, textAt } from '../exchange.ts';
import type { Operations } from '../operations.ts';
import type { OnlineEndpoint } from '../resources.ts';
import type { Route } from '../routing.ts';
import { type WorkspaceCall, workspaceRoutes } from './call.ts';
import { endpointIdOf, newKey } from './endpoint-resource.ts';
import { accepted, endpointNotFound, placeOf, refuseBusy } from './endpoints.ts';
import { badRequest } from './service-error.ts';

const hourInMs = 3_600_000;

/** Keys and tokens to call an endpoint with (Machine Learning REST reference; Authenticate clients for online endpoints). */
export function endpointKeyOperations(cloud: Cloud, operations: Operations): Route[] {
  const route = workspaceRoutes(cloud);
  const withEndpoint =
    (mode: 'Key' | 'AMLToken', answer: (call: WorkspaceCall, endpoint: OnlineEndpoint) => AzureAnswer) =>
    (call: WorkspaceCall): AzureAnswer => {
      const endpoint = cloud.endpoints.get(endpointIdOf(call));
      if (!endpoint) return endpointNotFound(cloud, call);
      const { authMode } = endpoint.resource.properties;
      if (authMode === mode) return answer(call, endpoint);
      return badRequest(
        cloud,
        `The endpoint ${endpoint.resource.name} has the authentication mode ${authMode}, not ${mode}.`,
      );
    };
  return [
    route(
      'POST',
      '/onlineEndpoints/{endpoint}/listKeys',
      withEndpoint('Key', (_, { keys }) => json(200, keys)),
    ),
    route(
      'POST',
      '/onlineEndpoints/{endpoint}/token',
      withEndpoint('AMLToken', (call) => issueToken(cloud, call)),
    ),
    route(
      'POST',
      '/onlineEndpoints/{endpoint}/regenerateKeys',
      withEndpoint('Key', (call, endpoint) => regenerate(cloud, operations, call, endpoint)),
    ),
  ];
}

/** A token for an hour; the ones given out before stay good until they expire. */
function issueToken(cloud: Cloud, call: WorkspaceCall): AzureAnswer {
  const endpoint = cloud.endpoints.get(endpointIdOf(call));
  if (!endpoint) return endpointNotFound(cloud, call);
  const now = cloud.clock.now();
  const token = { accessToken: `amltoken.${randomUUID()}`, expiresAt: now + hourInMs };
  const tokens = [...endpoint.tokens.filter((each) => each.expiresAt > now), token].slice(-50);
  cloud.endpoints.set(endpoint.resource.id, { ...endpoint, tokens });
  return json(200, {
    accessToken: token.accessToken,
    tokenType: 'Bearer',
    expiryTimeUtc: Math.floor(token.expiresAt / 1000),
    refreshAfterTimeUtc: Math.floor((now + hourInMs / 2) / 1000),
  });
}

function regenerate(cloud: Cloud, operations: Operations, call: WorkspaceCall, endpoint: OnlineEndpoint): AzureAnswer {
  const { id } = endpoint.resource;
  const keyType = textAt(call.request.body, 'keyType');
  if (keyType !== 'Primary' && keyType !== 'Secondary') {
    return badRequest(cloud, `The key type ${keyType} is not valid. Primary and Secondary are.`);
  }
  const refusal = refuseBusy(cloud, operations, id);
  if (refusal) return refusal;
  const key = textAt(call.request.body, 'keyValue') ?? newKey();
  const keys = { ...endpoint.keys, [keyType === 'Primary' ? 'primaryKey' : 'secondaryKey']: key };
  cloud.endpoints.set(id, { ...endpoint, keys });
  const phases = [{ name: 'settle', durationInMs: 15_000 }] as const;
  return accepted(cloud, operations.begin({ ...placeOf(call), kind: 'regenerate-keys', target: id, phases }));
}
