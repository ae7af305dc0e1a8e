import { type Cloud, deployerPrincipalId } from '../cloud.ts';
import { type AzureAnswer, type AzureRequest, azureError, json } from '../exchange.ts';
import type { Workspace } from '../resources.ts';
import type { Route, RouteParams } from '../routing.ts';

/** What every operation of Azure Resource Manager has in common. */
export const armOperation = { host: 'management.azure.com', scope: 'https://management.azure.com/.default' };

/** The versions of Microsoft.MachineLearningServices that the operations here are known in. */
export const machineLearningVersions = [
  '2022-05-01',
  '2022-10-01',
  '2023-04-01',
  '2023-10-01',
  '2024-04-01',
  '2024-10-01',
  '2025-06-01',
  '2025-09-01',
  '2025-12-01',
  '2026-05-01',
  '2022-02-01-preview',
  '2023-04-01-preview',
  '2023-08-01-preview',
  '2024-01-01-preview',
  '2024-04-01-preview',
  '2024-10-01-preview',
];

/** A request for something in a workspace that exists. */
export interface WorkspaceCall {
  readonly request: AzureRequest;
  readonly params: RouteParams;
  readonly workspace: Workspace;
  /** The principal that asks. */
  readonly caller: string;
}

const template =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}';

/** Makes routes for operations in a workspace: the path is what comes after the workspace. */
export const workspaceRoutes =
  (cloud: Cloud, apiVersions: readonly string[] = machineLearningVersions) =>
  (method: string, path: string, handle: (call: WorkspaceCall) => AzureAnswer | Promise<AzureAnswer>): Route => ({
    ...armOperation,
    apiVersions,
    method,
    path: `${template}${path}`,
    handle(request, params) {
      const { subscription, group, workspace: name } = params;
      const id = template.replace('{subscription}', subscription ?? '').replace('{group}', group ?? '');
      const workspace = cloud.workspaces.get(id.replace('{workspace}', name ?? ''));
      if (!workspace) return resourceNotFound('workspaces', name ?? '', group ?? '');
      return handle({ request, params, workspace, caller: request.caller.principalId ?? deployerPrincipalId });
    },
  });

/** 404 of Azure Resource Manager for what is not there. */
export const resourceNotFound = (type: string, name: string, group: string) =>
  azureError(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.MachineLearningServices/${type}/${name}' under resource group '${group}' was not found. ` +
      'For more details please go to https://aka.ms/ARMResourceNotFoundFix',
  );

const usualPageSize = 20;

/** One page of a list, with the address of the next (`$skipToken`). `count` and `$top` set the size of a page. */
export function page<T>(
  { request }: { readonly request: AzureRequest },
  items: readonly T[],
  show: (item: T) => unknown,
) {
  const start = Number(request.query.get('$skipToken') ?? request.query.get('$skip') ?? 0) || 0;
  const size = Number(request.query.get('count') ?? request.query.get('$top') ?? usualPageSize) || usualPageSize;
  const value = items.slice(start, start + size).map(show);
  if (start + size >= items.length) return json(200, { value });
  const query = new URLSearchParams(request.query);
  query.set('$skipToken', String(start + size));
  return json(200, { value, nextLink: `https://management.azure.com${request.path}?${query}` });
}

/** The preview versions have more to say than the stable ones, and say `null` for what is not there. */
export const isPreview = ({ query }: AzureRequest) => query.get('api-version')?.endsWith('-preview') === true;
