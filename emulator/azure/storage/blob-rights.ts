import { randomUUID } from 'node:crypto';
import { allows, type Need, permissionsOfCaller } from '../authorization/permissions.ts';
import { type Cloud, isoNow } from '../cloud.ts';
import type { AzureAnswer, AzureRequest } from '../exchange.ts';
import { defaultWorkspace } from '../workspace.ts';

const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/**
 * Refuses what the roles of the caller do not allow on a blob or container ("Permissions for calling data operations" of the
 * Blob service REST reference).
 */
export function refuseBlobCaller(cloud: Cloud, request: AzureRequest, account: string): AzureAnswer | undefined {
  const { subscriptionId, resourceGroup } = defaultWorkspace;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const container = request.path.split('/')[1] ?? '';
  const scope = `${group}/providers/Microsoft.Storage/storageAccounts/${account}/blobServices/default/containers/${container}`;
  const permissions = permissionsOfCaller(cloud, request.caller.principalId, scope);
  return allows(permissions, neededFor(request)) ? undefined : mismatch(cloud);
}

function neededFor({ method, query }: AzureRequest): Need {
  const verb = { GET: 'read', HEAD: 'read', DELETE: 'delete' }[method] ?? 'write';
  const isContainer = query.get('restype') === 'container' && query.get('comp') !== 'list';
  return isContainer ? { action: `${containers}/${verb}` } : { action: `${containers}/blobs/${verb}`, isOfData: true };
}

function mismatch(cloud: Cloud): AzureAnswer {
  const code = 'AuthorizationPermissionMismatch';
  const message = 'This request is not authorized to perform this operation using this permission.';
  return {
    status: 403,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
    content:
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code>` +
      `<Message>${message}\nRequestId:${randomUUID()}\nTime:${isoNow(cloud)}</Message></Error>`,
  };
}
