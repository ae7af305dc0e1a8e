import { randomBytes, randomUUID } from 'node:crypto';
import { tenantId } from '../access.ts';
import { type Cloud, stamp } from '../cloud.ts';
import { objectAt, textAt } from '../exchange.ts';
import { type Operation, statusUrl } from '../operations.ts';
import { durationFor } from '../random.ts';
import type { EndpointProperties, OnlineEndpoint, ResourceIdentity } from '../resources.ts';
import type { WorkspaceCall } from './call.ts';

export const endpointIdOf = ({ workspace, params }: WorkspaceCall) =>
  `${workspace.id}/onlineEndpoints/${params['endpoint']}`;

/** The endpoint that a PUT asks for. Nothing of the earlier one stays, but its identity, keys and recorded properties. */
export function endpointFrom(
  cloud: Cloud,
  call: WorkspaceCall,
  earlier: OnlineEndpoint | undefined,
  operation: Operation,
): OnlineEndpoint {
  const { body } = call.request;
  const wanted = objectAt(body, 'properties');
  const name = call.params['endpoint'] ?? '';
  const uri = `https://${name.toLowerCase()}.${call.workspace.location}.inference.ml.azure.com`;
  const properties: EndpointProperties = {
    authMode: textAt(wanted, 'authMode') as EndpointProperties['authMode'],
    description: textAt(wanted, 'description') ?? '',
    traffic: objectAt(wanted, 'traffic') as Record<string, number>,
    mirrorTraffic: objectAt(wanted, 'mirrorTraffic') as Record<string, number>,
    publicNetworkAccess: textAt(wanted, 'publicNetworkAccess') ?? 'Enabled',
    provisioningState: earlier ? 'Updating' : 'Creating',
    scoringUri: `${uri}/score`,
    swaggerUri: `${uri}/swagger.json`,
    properties: {
      ...earlier?.resource.properties.properties,
      ...(objectAt(wanted, 'properties') as Record<string, string>),
      'azureml.onlineendpointid': endpointIdOf(call).toLowerCase(),
      AzureAsyncOperationUri: statusUrl(operation),
    },
  };
  const kind = textAt(body, 'kind');
  return {
    resource: {
      id: endpointIdOf(call),
      name,
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
      location: call.workspace.location,
      tags: objectAt(body, 'tags') as Record<string, string>,
      ...(kind !== undefined && { kind }),
      identity: identityFrom(cloud, call, earlier?.resource.identity, operation),
      properties,
      systemData: stamp(cloud, call.caller, earlier?.resource.systemData),
    },
    workspaceId: call.workspace.id,
    keys: earlier?.keys ?? { primaryKey: newKey(), secondaryKey: newKey() },
    tokens: earlier?.tokens ?? [],
    wasReady: earlier !== undefined,
  };
}

export const newKey = () => randomBytes(24).toString('base64url');

function identityFrom(
  cloud: Cloud,
  call: WorkspaceCall,
  earlier: ResourceIdentity | undefined,
  operation: Operation,
): ResourceIdentity {
  const wanted = objectAt(call.request.body, 'identity');
  const attached = Object.keys(objectAt(wanted, 'userAssignedIdentities'));
  const type = textAt(wanted, 'type') ?? 'SystemAssigned';
  if (!type.startsWith('SystemAssigned')) {
    const shown = attached.map((id) => {
      const { principalId, clientId } = cloud.identities.get(id)?.properties ?? {};
      return [id, { ...(principalId && { principalId }), ...(clientId && { clientId }) }];
    });
    return { type, userAssignedIdentities: Object.fromEntries(shown) };
  }
  if (earlier?.principalId !== undefined) return earlier;
  const principalId = randomUUID();
  cloud.principals.set(principalId, {
    principalId,
    displayName: `${call.workspace.name}/onlineEndpoints/${call.params['endpoint']}`,
    // The directory learns of it when the endpoint is there, and not everywhere at once.
    visibleAt: operation.phaseEndsAt + durationFor(cloud.seed, `${operation.target} principal`, [3_000, 20_000]),
  });
  return { type, principalId, tenantId };
}
