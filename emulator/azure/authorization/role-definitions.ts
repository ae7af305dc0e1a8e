import { type AzureAnswer, azureError, json } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { type BuiltInRole, builtInRoles } from './roles.ts';

const operation = {
  host: 'management.azure.com',
  scope: 'https://management.azure.com/.default',
  apiVersions: ['2022-04-01', '2018-01-01-preview', '2015-07-01'],
};
const list = '{scope*}/providers/Microsoft.Authorization/roleDefinitions';

/** Role definitions: the built-in ones that have to do with flows (Authorization REST reference, 2022-04-01). */
export const roleDefinitionRoutes = (): Route[] => [
  { ...operation, method: 'GET', path: `${list}/{name}`, handle: (_, params) => get(params['name'] ?? '') },
  { ...operation, method: 'GET', path: list, handle: (request) => listWith(request.query.get('$filter') ?? '') },
];

function get(name: string): AzureAnswer {
  const found = builtInRoles.find((role) => role.guid === name.toLowerCase());
  if (found) return json(200, shown(found));
  return azureError(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${name}' does not exist.`,
  );
}

function listWith(filter: string): AzureAnswer {
  const name = /roleName eq '([^']+)'/i.exec(filter)?.[1];
  const found = builtInRoles.filter((role) => name === undefined || role.name === name);
  return json(200, { value: found.map(shown) });
}

const shown = (role: BuiltInRole) => ({
  id: `/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
  name: role.guid,
  type: 'Microsoft.Authorization/roleDefinitions',
  properties: {
    roleName: role.name,
    type: 'BuiltInRole',
    description: '',
    assignableScopes: ['/'],
    permissions: [{ actions: role.actions, notActions: [], dataActions: role.dataActions, notDataActions: [] }],
  },
});
