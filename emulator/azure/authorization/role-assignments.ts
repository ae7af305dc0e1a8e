import { type Cloud, deployerPrincipalId, isoNow } from '../cloud.ts';
import {
  type AzureAnswer,
  type AzureRequest,
  azureError,
  type JsonObject,
  json,
  noContent,
  objectAt,
  textAt,
} from '../exchange.ts';
import type { RoleAssignment } from '../resources.ts';
import type { Route, RouteParams } from '../routing.ts';
import { propagationInMs } from './access.ts';
import { refuseAssignment } from './assignment-rules.ts';
import { isWithin } from './assignments.ts';
import { roleGuidOf } from './roles.ts';

const operation = {
  host: 'management.azure.com',
  scope: 'https://management.azure.com/.default',
  apiVersions: ['2022-04-01', '2020-04-01-preview', '2018-01-01-preview', '2015-07-01'],
};
const list = '{scope*}/providers/Microsoft.Authorization/roleAssignments';
const one = `${list}/{name}`;

/** Role assignments (Authorization REST reference, 2022-04-01). */
export const roleAssignmentRoutes = (cloud: Cloud): Route[] => [
  { ...operation, method: 'PUT', path: one, handle: (request, params) => create(cloud, request, params) },
  { ...operation, method: 'GET', path: one, handle: (_, params) => get(cloud, params) },
  { ...operation, method: 'DELETE', path: one, handle: (_, params) => remove(cloud, params) },
  { ...operation, method: 'GET', path: list, handle: (request, params) => listForScope(cloud, request, params) },
];

const scopeOf = (params: RouteParams) => `/${(params['scope'] ?? '').replace(/^\/+|\/+$/g, '')}`;

const idOf = (params: RouteParams) =>
  `${scopeOf(params)}/providers/Microsoft.Authorization/roleAssignments/${params['name']}`;

function create(cloud: Cloud, request: AzureRequest, params: RouteParams): AzureAnswer {
  const wanted = objectAt(request.body, 'properties');
  const scope = scopeOf(params);
  const refusal = refuseAssignment(cloud, { scope, name: params['name'] ?? '', properties: wanted });
  if (refusal) return refusal;
  const earlier = cloud.roleAssignments.get(idOf(params));
  if (earlier) return update(cloud, request, earlier, wanted);
  const assignment: RoleAssignment = {
    id: idOf(params),
    name: params['name'] ?? '',
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: textAt(wanted, 'roleDefinitionId') ?? '',
      principalId: textAt(wanted, 'principalId') ?? '',
      principalType: textAt(wanted, 'principalType') ?? 'User',
      scope,
      ...changeable(wanted),
      createdOn: isoNow(cloud),
      createdBy: request.caller.principalId ?? deployerPrincipalId,
    },
    effectiveAt: cloud.clock.now() + propagationInMs(cloud, idOf(params)),
  };
  cloud.roleAssignments.set(assignment.id, assignment);
  return json(201, shown(assignment));
}

/**
 * "Create or update a role assignment": who has which role where stays, description and condition are those of the body. It
 * works on as it did.
 */
function update(cloud: Cloud, request: AzureRequest, earlier: RoleAssignment, wanted: JsonObject): AzureAnswer {
  const { description: _, condition: __, conditionVersion: ___, ...kept } = earlier.properties;
  const by = request.caller.principalId ?? deployerPrincipalId;
  const properties = { ...kept, ...changeable(wanted), updatedOn: isoNow(cloud), updatedBy: by };
  const updated = { ...earlier, properties };
  cloud.roleAssignments.set(updated.id, updated);
  return json(200, shown(updated));
}

const changeable = (wanted: JsonObject) => ({
  ...optional(wanted, 'description'),
  ...optional(wanted, 'condition'),
  ...optional(wanted, 'conditionVersion'),
});

const optional = (wanted: JsonObject, key: 'description' | 'condition' | 'conditionVersion') => {
  const value = textAt(wanted, key);
  return value === undefined ? {} : { [key]: value };
};

function get(cloud: Cloud, params: RouteParams): AzureAnswer {
  const found = cloud.roleAssignments.get(idOf(params));
  if (found) return json(200, shown(found));
  return azureError(404, 'RoleAssignmentNotFound', `The role assignment '${params['name']}' is not found.`);
}

function remove(cloud: Cloud, params: RouteParams): AzureAnswer {
  const found = cloud.roleAssignments.get(idOf(params));
  if (!found) return noContent(204);
  cloud.roleAssignments.delete(found.id);
  return json(200, shown(found));
}

/** Answers assignments at, above and below the scope, narrowed by `$filter` as the reference describes it. */
function listForScope(cloud: Cloud, request: AzureRequest, params: RouteParams): AzureAnswer {
  const scope = scopeOf(params);
  const filter = request.query.get('$filter') ?? '';
  const principal = /(?:principalId eq|assignedTo\()\s*'([^']+)'/i.exec(filter)?.[1]?.toLowerCase();
  if (filter !== '' && principal === undefined && !/atScope\(\)/i.test(filter)) {
    return azureError(400, 'UnsupportedQuery', `The filter '${filter}' is not supported.`);
  }
  const found = cloud.roleAssignments.values().filter((each) => {
    const isAbove = isWithin(scope, each.properties.scope);
    const isBelow = isWithin(each.properties.scope, scope);
    const isInReach = /atScope\(\)/i.test(filter) ? isAbove : isAbove || isBelow;
    return isInReach && (principal === undefined || each.properties.principalId.toLowerCase() === principal);
  });
  return json(200, { value: found.map((each) => shown(each)) });
}

/** The service leaves the subscription out of the id of a built-in role. */
function shown({ effectiveAt: _, ...assignment }: RoleAssignment) {
  const { createdOn, createdBy = deployerPrincipalId, updatedOn, updatedBy, ...properties } = assignment.properties;
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${roleGuidOf(properties.roleDefinitionId)}`;
  const history = { createdOn, updatedOn: updatedOn ?? createdOn, createdBy, updatedBy: updatedBy ?? createdBy };
  return { ...assignment, properties: { ...properties, roleDefinitionId, ...history } };
}
