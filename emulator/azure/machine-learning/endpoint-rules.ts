import { enforcesSecretStores, hasRight } from '../authorization/access.ts';
import { allows, permissionsOfCaller } from '../authorization/permissions.ts';
import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, azureError, isObject, type JsonObject, objectAt, textAt } from '../exchange.ts';
import type { OnlineEndpoint } from '../resources.ts';
import type { WorkspaceCall } from './call.ts';
import { badRequest, inferencingRefusal, serviceRefusal, validationRefusal } from './service-error.ts';
import { refuseTraffic } from './traffic-rules.ts';

/** Letters, digits and single dashes, 3 to 32 of them, a letter first (How to manage quotas, "Online endpoints"). */
export const isResourceName = (name: string) => /^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,30}[A-Za-z0-9]$/.test(name);

export const locationRequired = () =>
  azureError(400, 'LocationRequired', 'The location property is required for this definition.');

export const sameLocation = (one: string, other: string) =>
  one.replaceAll(' ', '').toLowerCase() === other.toLowerCase();

/** Refuses the PUT of an endpoint as the service does; undefined when it may go on. */
export function refuseEndpoint(cloud: Cloud, call: WorkspaceCall, earlier: OnlineEndpoint | undefined) {
  const { body } = call.request;
  const properties = objectAt(body, 'properties');
  const location = textAt(body, 'location');
  if (location === undefined) return locationRequired();
  if (!sameLocation(location, call.workspace.location)) {
    const problem = `The location '${location}' is not that of the workspace, '${call.workspace.location}'.`;
    return validationRefusal(cloud, 'Location', problem, 'Endpoint');
  }
  return (
    refuseName(cloud, call, earlier) ??
    refuseIdentity(cloud, objectAt(body, 'identity')) ??
    refuseAttaching(cloud, call, objectAt(body, 'identity')) ??
    refuseAuthMode(cloud, properties) ??
    refuseProperties(cloud, properties, earlier) ??
    refuseSecretStores(cloud, call, properties) ??
    refuseTraffic(cloud, `${call.workspace.id}/onlineEndpoints/${call.params['endpoint']}`, properties)
  );
}

function refuseName(cloud: Cloud, call: WorkspaceCall, earlier: OnlineEndpoint | undefined): AzureAnswer | undefined {
  const name = call.params['endpoint'] ?? '';
  if (!isResourceName(name)) {
    const problem =
      `The endpoint name '${name}' is not valid. It must begin with a letter and be 3 to 32 characters long, of letters, ` +
      'numbers and single dashes.';
    return validationRefusal(cloud, 'Name', problem, 'Endpoint');
  }
  if (earlier) return undefined;
  const inRegion = cloud.endpoints.values().filter((each) => each.resource.location === call.workspace.location);
  const isTaken = inRegion.some((each) => each.resource.name.toLowerCase() === name.toLowerCase());
  if (isTaken || cloud.takenNames.get(name)) {
    const message =
      'An endpoint with this name already exists. If you are trying to create a new endpoint, use a different name.';
    return serviceRefusal(cloud, 400, 'UserError', message, { inner: ['BadArgument'] });
  }
  const limit = cloud.coreLimits.get('endpoints') ?? 100;
  if (inRegion.length < limit) return undefined;
  const message =
    `Endpoint Quota reached for subscription ${call.params['subscription']}.Current usage/limit: ` +
    `${inRegion.length}/${limit}.Please clean up existing endpoints and try again`;
  return inferencingRefusal(cloud, message);
}

function refuseIdentity(cloud: Cloud, identity: JsonObject): AzureAnswer | undefined {
  const type = textAt(identity, 'type');
  if (type === undefined || type === 'None') {
    return badRequest(cloud, 'The request is invalid: an online endpoint requires `identity`.');
  }
  const attached = Object.keys(objectAt(identity, 'userAssignedIdentities'));
  if (type !== 'SystemAssigned' && attached.length === 0) {
    return badRequest(cloud, 'A user-assigned identity must be given with the identity type UserAssigned.');
  }
  const absent = attached.find((id) => cloud.identities.get(id) === undefined);
  if (absent === undefined) return undefined;
  const message =
    "Identity operation failed with error 'Failed to perform resource identity operation. Status: 'NotFound'. Response: " +
    `'The Resource '${absent}' was not found.''.`;
  return azureError(404, 'FailedIdentityOperation', message);
}

function refuseAuthMode(cloud: Cloud, properties: JsonObject): AzureAnswer | undefined {
  if (['Key', 'AMLToken', 'AADToken'].includes(String(properties['authMode']))) return undefined;
  const problem = `The value '${properties['authMode']}' is not valid. Key, AMLToken and AADToken are.`;
  return validationRefusal(cloud, 'AuthMode', problem, 'Endpoint');
}

/** Entries can be added, but not changed (description of `properties` in the REST reference). */
function refuseProperties(cloud: Cloud, properties: JsonObject, earlier: OnlineEndpoint | undefined) {
  const kept = earlier?.resource.properties.properties ?? {};
  const wanted = objectAt(properties, 'properties');
  const changed = Object.keys(kept).find((key) => !isOfTheService(key) && (wanted[key] ?? kept[key]) !== kept[key]);
  return changed === undefined
    ? undefined
    : badRequest(
        cloud,
        `The property '${changed}' cannot be changed: properties can be added, but not removed or altered.`,
      );
}

/** Entries that the service writes itself, and gives back with every read. */
export const isOfTheService = (key: string) => key === 'AzureAsyncOperationUri' || key.startsWith('azureml.');

/**
 * With access to the default secret stores enforced, whoever makes the endpoint must be allowed to read connection
 * secrets (Authentication and authorization for online endpoints).
 */
function refuseSecretStores(cloud: Cloud, call: WorkspaceCall, properties: JsonObject): AzureAnswer | undefined {
  const entries = objectAt(properties, 'properties');
  const asked = isObject(entries) && { resource: { properties: { properties: entries } } };
  if (!asked || !enforcesSecretStores(asked as unknown as OnlineEndpoint)) return undefined;
  if (hasRight(cloud, call.caller, 'readConnectionSecrets', call.workspace.id)) return undefined;
  const message =
    `The user identity ${call.caller} does not have permission to read workspace connections. The permission ` +
    "'Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action' is needed because the endpoint enforces " +
    'access to the default secret stores.';
  return serviceRefusal(cloud, 403, 'AuthorizationFailed', message);
}

const assign = { action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' };

/** Whoever attaches an identity must be allowed to assign it (Manage user-assigned managed identities, Managed Identity Operator). */
function refuseAttaching(cloud: Cloud, call: WorkspaceCall, identity: JsonObject): AzureAnswer | undefined {
  const linked = Object.keys(objectAt(identity, 'userAssignedIdentities'));
  const refused = linked.find((id) => !allows(permissionsOfCaller(cloud, call.caller, id), assign));
  if (refused === undefined) return undefined;
  const message =
    `The client '${call.caller}' with object id '${call.caller}' has permission to perform action ` +
    `'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write' on scope '${call.request.path}'; however, it does ` +
    `not have permission to perform action(s) '${assign.action}' on the linked scope(s) '${refused}' (respectively) or the ` +
    'linked scope(s) are invalid.';
  return azureError(403, 'LinkedAuthorizationFailed', message);
}
