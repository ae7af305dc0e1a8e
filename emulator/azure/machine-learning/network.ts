import type { Cloud } from '../cloud.ts';
import { isObject, objectAt, textAt } from '../exchange.ts';
import type { OperationError } from '../operations.ts';
import type { Workspace } from '../resources.ts';
import { serviceError } from './service-error.ts';

export const networkKinds = ['public', 'own', 'managed', 'managed-not-provisioned'] as const;

/** How a workspace is reached: from anywhere, through a network of the customer's own, or with one that Azure manages. */
export type NetworkKind = (typeof networkKinds)[number];

/** Puts a workspace into a network (Workspaces - Get of the REST reference has the properties). */
export function placeInNetwork(cloud: Cloud, workspace: Workspace, kind: NetworkKind): Workspace {
  const { managedNetwork: _, privateEndpointConnections: __, ...others } = workspace.properties;
  const isManaged = kind.startsWith('managed');
  const isolationMode = isManaged ? 'AllowInternetOutbound' : 'Disabled';
  const status = { status: kind === 'managed' ? 'Active' : 'Inactive', sparkReady: false };
  const properties = {
    ...others,
    publicNetworkAccess: kind === 'public' ? 'Enabled' : 'Disabled',
    ...(kind !== 'public' && { privateEndpointConnections: [approvedConnection(workspace)] }),
    managedNetwork: { isolationMode, ...(isManaged && { status }) },
  } as Workspace['properties'];
  const placed = { ...workspace, properties };
  cloud.workspaces.set(workspace.id, placed);
  return placed;
}

function approvedConnection({ id, name }: Workspace) {
  const group = id.split('/providers/')[0];
  return {
    id: `${id}/privateEndpointConnections/${name}-link`,
    name: `${name}-link`,
    type: 'Microsoft.MachineLearningServices/workspaces/privateEndpointConnections',
    properties: {
      provisioningState: 'Succeeded',
      privateEndpoint: { id: `${group}/providers/Microsoft.Network/privateEndpoints/${name}-endpoint` },
      privateLinkServiceConnectionState: { status: 'Approved', description: 'Auto-Approved', actionsRequired: 'None' },
    },
  };
}

/** What the network of a workspace does to a container that is to start in it. */
export interface NetworkTrouble {
  readonly error: OperationError;
  /** What the download of the model has to say. */
  readonly log: string;
}

/**
 * Managed online endpoints work in a network that Azure manages, once it is there, and not in one of the customer's own
 * ("Network isolation in prompt flow", known limitations; "Troubleshoot online endpoints", WorkspaceManagedNetworkNotReady).
 * Storage and registry of a workspace in a network of one's own lie in it as well ("Secure workspace resources with virtual
 * networks"), so that the container, which is outside of it, waits for them until it gives up.
 */
export function networkTrouble(cloud: Cloud, { properties }: Workspace): NetworkTrouble | undefined {
  const managed = objectAt(properties['managedNetwork']);
  const isolation = textAt(managed, 'isolationMode') ?? 'Disabled';
  if (isolation !== 'Disabled') return managedTrouble(cloud, textAt(managed['status'], 'status'));
  if (properties['publicNetworkAccess'] !== 'Disabled' || !hasPrivateEndpoint(properties)) return undefined;
  const account = properties.storageAccount.split('/').at(-1);
  const message =
    `Unable to download model: the storage account ${account} cannot be reached from the network of the deployment. ` +
    'Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-badargument';
  // What a storage account behind a firewall says to strangers.
  const log = 'AuthorizationFailure: This request is not authorized to perform this operation.\n';
  return { error: serviceError(cloud, 'BadArgument', message), log };
}

function hasPrivateEndpoint(properties: Workspace['properties']): boolean {
  const connections = properties['privateEndpointConnections'];
  return (
    Array.isArray(connections) &&
    connections.some((each) => {
      const state = isObject(each) ? objectAt(each, 'properties', 'privateLinkServiceConnectionState') : {};
      return textAt(state, 'status') === 'Approved';
    })
  );
}

function managedTrouble(cloud: Cloud, status: string | undefined): NetworkTrouble | undefined {
  if (status === 'Active') return undefined;
  const message =
    "The managed virtual network of the workspace isn't provisioned yet. Provision it before you create an online deployment.";
  return { error: serviceError(cloud, 'WorkspaceManagedNetworkNotReady', message), log: '' };
}
