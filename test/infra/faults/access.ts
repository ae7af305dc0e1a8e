import { fault } from './fault.ts';

/** Roles that nobody should have, and conditions that let too much pass. */
export const accessFaults = [
  fault(
    'Owner',
    'app/own-access.bicep',
    "'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'",
    "'8e3af657-a8ff-443c-a75c-2fe8c4bcb635'",
  ),
  fault(
    'a role too much',
    'app/workspace-insights.bicep',
    '43d0d8ad-25c7-4714-9337-8ba259a9fe05',
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
  ),
  fault('a role on all of the account', 'app/workspace-storage.bicep', 'scope: datastore', 'scope: account'),
  fault('a role on the group', 'app/own-access.bicep', '  scope: insights\n', ''),
  fault(
    'a role for somebody else',
    'app/event-access.bicep',
    '    principalId: principalId\n',
    "    principalId: 'deadbeef-0000-4000-8000-000000000000'\n",
  ),
  fault(
    'a role is not given',
    'app/own-access.bicep',
    "  '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor: events, and queues of the task hub\n",
    '',
  ),
  fault(
    'pushers may write everywhere',
    'app/own-access.bicep',
    "'${storageName}/default/flows'",
    "'${storageName}/default/packages'",
  ),
  fault(
    'topics may write dead letters elsewhere',
    'app/event-access.bicep',
    '/default/dead-letters',
    '/default/packages',
  ),
  fault(
    'a user instead of an identity',
    'app/scheduler.bicep',
    "principalType: 'ServicePrincipal'",
    "principalType: 'User'",
  ),
  fault(
    'connection secrets',
    'app/workspace-access.bicep',
    "'${ml}/connections/read'",
    "'${ml}/connections/listsecrets/action'",
  ),
  fault('everything in a workspace', 'app/workspace-access.bicep', "'${ml}/onlineEndpoints/read'", "'${ml}/*'"),
  fault(
    'endpoints cannot be deleted',
    'app/workspace-access.bicep',
    "            '${ml}/onlineEndpoints/delete'\n",
    '',
  ),
  fault(
    'keys against the wish',
    'app/workspace-access.bicep',
    "readEndpointKeys ? ['${ml}/onlineEndpoints/listKeys/action'] : []",
    "['${ml}/onlineEndpoints/listKeys/action']",
  ),
  fault('the region reader writes', 'app/subscription-access.bicep', 'locations/*/read', 'locations/*'),
  fault(
    'a custom role for the whole subscription',
    'app/granting.bicep',
    'assignableScopes: [resourceGroup().id]',
    'assignableScopes: [subscription().id]',
  ),
  fault(
    'granting in spite of no',
    'main.bicep',
    'in workspaces: if (grantRoles)',
    'in workspaces: if (grantRoles || readSubscription || !grantRoles)',
  ),
];

export const conditionFaults = [
  fault(
    'one more role may be given',
    'app/granting.bicep',
    'var roles = [\n',
    "var roles = [\n  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'\n",
  ),
  fault(
    'one role of the planner may not',
    'app/granting.bicep',
    "  '1407120a-92aa-4202-b7e9-c0e197c71c8f' // Search Index Data Reader\n",
    '',
  ),
  fault('the half about deleting is gone', 'app/granting.bicep', "'(${mayWrite} AND ${mayDelete})'", "'(${mayWrite})'"),
  fault('one half is enough', 'app/granting.bicep', '${mayWrite} AND ${mayDelete}', '${mayWrite} OR ${mayDelete}'),
  fault('people may be given roles', 'app/granting.bicep', ' AND ${requestedType}', ''),
  fault('the app may give itself roles', 'app/granting.bicep', ' AND ${requestedOther}', ''),
  fault(
    'the role is asked of what is not there yet',
    'app/granting.bicep',
    "'@Request[${assignments}:RoleDefinitionId]",
    "'@Resource[${assignments}:RoleDefinitionId]",
  ),
  fault('the condition is not applied', 'app/workspace-granting.bicep', '    condition: right.outputs.condition\n', ''),
  fault(
    'the granter may do more',
    'app/granting.bicep',
    "'${assignments}/delete']",
    "'${assignments}/delete', 'Microsoft.Authorization/roleDefinitions/write']",
  ),
];
