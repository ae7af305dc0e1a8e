import { randomUUID } from 'node:crypto';
import { tenantId } from '../access.ts';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, azureError, json, noContent, objectAt, textAt } from '../exchange.ts';
import type { UserAssignedIdentity } from '../resources.ts';
import type { Route } from '../routing.ts';

const operation = {
  host: 'management.azure.com',
  scope: 'https://management.azure.com/.default',
  apiVersions: ['2023-01-31', '2022-01-31-preview', '2018-11-30'],
};
const group = '/subscriptions/{subscription}/resourceGroups/{group}';
const one = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}`;

/** User-assigned managed identities (Managed Identity REST reference, 2023-01-31). */
export const identityRoutes = (cloud: Cloud): Route[] => [
  { ...operation, method: 'GET', path: one, handle: (request) => get(cloud, request.path) },
  {
    ...operation,
    method: 'PUT',
    path: one,
    handle: (request) => put(cloud, request.path, textAt(request.body, 'location'), objectAt(request.body, 'tags')),
  },
  {
    ...operation,
    method: 'DELETE',
    path: one,
    handle: (request) => noContent(cloud.identities.delete(request.path) ? 200 : 204),
  },
];

function get(cloud: Cloud, id: string): AzureAnswer {
  const found = cloud.identities.get(id);
  if (found) return json(200, found);
  const message = `The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/${id.split('/').at(-1)}' was not found.`;
  return azureError(404, 'ResourceNotFound', message);
}

function put(cloud: Cloud, id: string, location: string | undefined, tags: object): AzureAnswer {
  if (location === undefined) {
    return azureError(400, 'LocationRequired', 'The location property is required for this definition.');
  }
  const earlier = cloud.identities.get(id);
  const identity = { ...(earlier ?? newIdentity(cloud, id, location)), tags: tags as Record<string, string> };
  cloud.identities.set(id, identity);
  return json(earlier ? 200 : 201, identity);
}

/** Makes an identity and its principal, which the directory knows everywhere only after some seconds. */
export function newIdentity(cloud: Cloud, id: string, location: string, visibleInMs = 15_000): UserAssignedIdentity {
  const name = id.split('/').at(-1) ?? '';
  const identity: UserAssignedIdentity = {
    id,
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    location,
    tags: {},
    properties: { clientId: randomUUID(), principalId: randomUUID(), tenantId },
  };
  cloud.identities.set(id, identity);
  cloud.principals.set(identity.properties.principalId, {
    principalId: identity.properties.principalId,
    clientId: identity.properties.clientId,
    displayName: name,
    visibleAt: cloud.clock.now() + visibleInMs,
  });
  return identity;
}
