import type { ManagedServiceIdentity, OnlineEndpoint } from '@azure/arm-machinelearning';
import type { EndpointBody } from '../domain/plan.ts';
import type { EndpointFacts, TrafficMap } from '../domain/world.ts';

const authModes = { key: 'Key', aml_token: 'AMLToken', aad_token: 'AADToken' } as const;

/** A new endpoint. It can have no traffic: there are no deployments yet. */
export const toNewEndpoint = (body: EndpointBody): OnlineEndpoint => ({
  location: body.location,
  kind: 'Managed',
  tags: { ...body.tags },
  identity:
    body.identity.kind === 'system'
      ? { type: 'SystemAssigned' }
      : { type: 'UserAssigned', userAssignedIdentities: { [body.identity.id]: {} } },
  properties: {
    authMode: authModes[body.auth],
    description: body.description,
    publicNetworkAccess: body.publicNetworkAccess ? 'Enabled' : 'Disabled',
    ...(body.enforceConnectionSecrets && { properties: { enforce_access_to_default_secret_stores: 'enabled' } }),
  },
});

/** The endpoint as it was read, with other traffic: a write replaces all that it does not repeat. */
export function withTraffic(read: OnlineEndpoint, traffic: TrafficMap): OnlineEndpoint {
  const { authMode, description, publicNetworkAccess, compute, properties } = read.properties;
  return {
    location: read.location,
    ...(read.kind !== undefined && { kind: read.kind }),
    ...(read.sku !== undefined && { sku: read.sku }),
    tags: { ...read.tags },
    ...(read.identity && { identity: writable(read.identity) }),
    properties: {
      authMode,
      traffic: { ...traffic },
      ...(description !== undefined && { description }),
      ...(publicNetworkAccess !== undefined && { publicNetworkAccess }),
      ...(compute !== undefined && { compute }),
      ...(properties !== undefined && { properties }),
    },
  };
}

/** Identities are named; what the service says of them is not sent back. */
const writable = ({ type, userAssignedIdentities }: ManagedServiceIdentity): ManagedServiceIdentity => ({
  type,
  ...(userAssignedIdentities && {
    userAssignedIdentities: Object.fromEntries(Object.keys(userAssignedIdentities).map((id) => [id, {}])),
  }),
});

/** Read, but not known to the client's types. */
export function mirrorTrafficOf(read: OnlineEndpoint): { readonly mirrorTraffic?: TrafficMap } {
  const { mirrorTraffic } = read.properties as { mirrorTraffic?: TrafficMap | null };
  return mirrorTraffic === undefined || mirrorTraffic === null ? {} : { mirrorTraffic };
}

export function toEndpointFacts(name: string, read: OnlineEndpoint): EndpointFacts {
  const { authMode, provisioningState, traffic, scoringUri } = read.properties;
  return {
    name,
    state: provisioningState ?? '',
    auth: authMode === 'Key' ? 'key' : authMode === 'AMLToken' ? 'aml_token' : 'aad_token',
    identity: toIdentity(read.identity),
    traffic: { ...traffic },
    ...(mirrorTrafficOf(read).mirrorTraffic && { mirror: mirrorTrafficOf(read).mirrorTraffic }),
    ...(scoringUri && { scoringUri }),
    tags: { ...read.tags },
  };
}

function toIdentity(identity: ManagedServiceIdentity | undefined): EndpointFacts['identity'] {
  const assigned = Object.entries(identity?.userAssignedIdentities ?? {});
  const identityIds = assigned.map(([id]) => id);
  if (identity?.type.includes('SystemAssigned')) {
    return { kind: 'system', identityIds, ...(identity.principalId && { principalId: identity.principalId }) };
  }
  const principalId = assigned[0]?.[1]?.principalId;
  return { kind: assigned.length > 0 ? 'userAssigned' : 'none', identityIds, ...(principalId && { principalId }) };
}
