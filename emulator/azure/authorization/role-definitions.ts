import type { Cloud } from '../cloud.ts';
import {
  type AzureAnswer,
  type AzureRequest,
  azureError,
  isObject,
  json,
  noContent,
  objectAt,
  textAt,
} from '../exchange.ts';
import type { Route, RouteParams } from '../routing.ts';
import { allRoles, roleWith } from './permissions.ts';
import type { Permission, Role } from './roles.ts';

const operation = {
  host: 'management.azure.com',
  scope: 'https://management.azure.com/.default',
  apiVersions: ['2022-04-01', '2018-01-01-preview', '2015-07-01'],
};
const list = '{scope*}/providers/Microsoft.Authorization/roleDefinitions';
const one = `${list}/{name}`;

/** Role definitions: the built-in ones that have to do with flows, and custom ones (Authorization REST reference, 2022-04-01). */
export const roleDefinitionRoutes = (cloud: Cloud): Route[] => [
  { ...operation, method: 'GET', path: one, handle: (_, { name = '' }) => get(cloud, name) },
  { ...operation, method: 'GET', path: list, handle: ({ query }) => listWith(cloud, query.get('$filter') ?? '') },
  { ...operation, method: 'PUT', path: one, handle: (request, params) => put(cloud, request, params) },
  { ...operation, method: 'DELETE', path: one, handle: (_, { name = '' }) => remove(cloud, name) },
];

function get(cloud: Cloud, name: string): AzureAnswer {
  const found = roleWith(cloud, name);
  if (found) return json(200, shown(found));
  const message = `The specified role definition with ID '${name}' does not exist.`;
  return azureError(404, 'RoleDefinitionDoesNotExist', message);
}

function listWith(cloud: Cloud, filter: string): AzureAnswer {
  const name = /roleName eq '([^']+)'/i.exec(filter)?.[1];
  const found = allRoles(cloud).filter((role) => name === undefined || role.name === name);
  return json(200, { value: found.map(shown) });
}

function put(cloud: Cloud, request: AzureRequest, { name = '' }: RouteParams): AzureAnswer {
  const properties = objectAt(request.body, 'properties');
  const roleName = textAt(properties, 'roleName');
  const permissions = properties['permissions'];
  const scopes = properties['assignableScopes'];
  if (
    !roleName ||
    !Array.isArray(permissions) ||
    !isObject(permissions[0]) ||
    !Array.isArray(scopes) ||
    !scopes.length
  ) {
    return azureError(400, 'BadRequestFormat', 'The request was incorrectly formatted.');
  }
  if (allRoles(cloud).some((role) => role.name === roleName && role.guid !== name.toLowerCase())) {
    const message = 'A custom role with the same name already exists in this directory. Use a different name.';
    return azureError(409, 'RoleDefinitionWithSameNameExists', message);
  }
  const role: Role = {
    ...{ guid: name.toLowerCase(), name: roleName, assignableScopes: scopes.map(String) },
    ...permissionFrom(permissions[0]),
  };
  cloud.customRoles.set(name, role);
  return json(201, shown(role));
}

const permissionFrom = (given: object): Permission => ({
  ...{ actions: [], notActions: [], dataActions: [], notDataActions: [] },
  ...given,
});

function remove(cloud: Cloud, name: string): AzureAnswer {
  const found = cloud.customRoles.get(name);
  if (!found) return noContent(204);
  const isAssigned = cloud.roleAssignments.values().some((each) => each.properties.roleDefinitionId.endsWith(name));
  if (isAssigned) {
    const message = 'There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)';
    return azureError(400, 'RoleDefinitionHasAssignments', message);
  }
  cloud.customRoles.delete(name);
  return json(200, shown(found));
}

const shown = ({ guid, name, actions, notActions, dataActions, notDataActions, assignableScopes }: Role) => ({
  id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
  name: guid,
  type: 'Microsoft.Authorization/roleDefinitions',
  properties: {
    roleName: name,
    type: assignableScopes === undefined ? 'BuiltInRole' : 'CustomRole',
    description: '',
    assignableScopes: assignableScopes ?? ['/'],
    permissions: [{ actions, notActions, dataActions, notDataActions }],
  },
});
