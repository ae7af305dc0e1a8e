import { readdirSync, readFileSync } from 'node:fs';
import { allows } from '../../../domain/rights.ts';
import { builtInRoles } from '../../../domain/roles.ts';
import type { Deployed } from '../../../infra/check/check.ts';
import { differences, listAt, ofType, policy, textAt } from './policy.ts';

const ml = 'Microsoft.MachineLearningServices/workspaces';

/** What the calls of Azure's clients need. Source: Azure Machine Learning, "Manage roles in your workspace"; REST API. */
const actionsOfCalls: Readonly<Record<string, readonly string[]>> = {
  'workspaces.get': [`${ml}/read`],
  'workspaceConnections.get': [`${ml}/connections/read`],
  'datastores.list': [`${ml}/datastores/read`],
  'datastores.get': [`${ml}/datastores/read`],
  'dataVersions.get': [`${ml}/data/versions/read`],
  'modelVersions.get': [`${ml}/models/versions/read`],
  'modelVersions.createOrUpdate': [`${ml}/models/versions/write`],
  'environmentVersions.get': [`${ml}/environments/versions/read`],
  'environmentVersions.createOrUpdate': [`${ml}/environments/versions/write`],
  'onlineEndpoints.get': [`${ml}/onlineEndpoints/read`],
  'onlineEndpoints.list': [`${ml}/onlineEndpoints/read`],
  'onlineEndpoints.beginCreateOrUpdate': [`${ml}/onlineEndpoints/write`],
  'onlineEndpoints.beginDelete': [`${ml}/onlineEndpoints/delete`],
  'onlineEndpoints.getToken': [`${ml}/onlineEndpoints/token/action`],
  'onlineEndpoints.listKeys': [],
  'onlineDeployments.get': [`${ml}/onlineEndpoints/deployments/read`],
  'onlineDeployments.list': [`${ml}/onlineEndpoints/deployments/read`],
  'onlineDeployments.beginCreateOrUpdate': [`${ml}/onlineEndpoints/deployments/write`],
  'onlineDeployments.beginUpdate': [`${ml}/onlineEndpoints/deployments/write`],
  'onlineDeployments.beginDelete': [`${ml}/onlineEndpoints/deployments/delete`],
  'onlineDeployments.getLogs': [`${ml}/onlineEndpoints/deployments/getLogs/action`],
  'jobs.get': [`${ml}/jobs/read`],
  // Of the region, not of the workspace: see the region reader.
  'virtualMachineSizes.list': [],
  'usages.list': [],
};

/** The calls that the adapters really make. */
export const callsOfCode: readonly string[] = [
  ...new Set(
    readdirSync('azure')
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(`azure/${file}`, 'utf8').matchAll(/\bclient\.([a-z]\w+)\.([a-z]\w+)\(/g)])
      .map(([, group, operation]) => `${group}.${operation}`),
  ),
];

/** Needed besides: asked by address, or by a client of another kind. */
const others = [
  `${ml}/experiments/runs/read`,
  `${ml}/onlineEndpoints/score/action`,
  'Microsoft.Insights/metrics/read',
  'Microsoft.Authorization/permissions/read',
  'Microsoft.Authorization/roleAssignments/read',
];

const definitions = (deployed: Deployed, name: string) =>
  ofType(deployed, 'Microsoft.Authorization/roleDefinitions').filter((each) =>
    textAt(each, 'properties.roleName').startsWith(name),
  );
const actionsOf = (each: Parameters<typeof listAt>[0]) =>
  listAt(each, 'properties.permissions').flatMap((permission) => listAt(permission, 'actions').map(String));

export const rightsPolicies = [
  policy('the deployer may do what the code does in a workspace', (deployed) =>
    definitions(deployed, 'Flowferry deployer').flatMap((each) => {
      const rights = [{ actions: actionsOf(each), notActions: [] }];
      const unknown = callsOfCode
        .filter((call) => !(call in actionsOfCalls))
        .map((call) => `actionsOfCalls does not say what ${call} needs`);
      const needed = [...callsOfCode.flatMap((call) => actionsOfCalls[call] ?? []), ...others];
      return [...unknown, ...needed.filter((action) => !allows(rights, action)).map((action) => `may not ${action}`)];
    }),
  ),
  policy('the deployer may read keys of endpoints only where that is wanted', (deployed) =>
    definitions(deployed, 'Flowferry deployer').flatMap((each) => {
      const may = actionsOf(each).includes(`${ml}/onlineEndpoints/listKeys/action`);
      return may === (deployed.case.parameters['readEndpointKeys'] !== false)
        ? []
        : ['keys may be read, or not, against the wish'];
    }),
  ),
  policy('no role of ours reads secrets, and none is wide', (deployed) =>
    definitions(deployed, 'Flowferry')
      .flatMap(actionsOf)
      .filter((action) => /secrets|regenerateKeys|\*/i.test(action))
      .filter((action) => action !== 'Microsoft.MachineLearningServices/locations/*/read'),
  ),
  policy('the region reader reads, and no more', (deployed) =>
    definitions(deployed, 'Flowferry region reader').flatMap((each) =>
      differences('region reader', actionsOf(each), [
        'Microsoft.MachineLearningServices/locations/*/read',
        'Microsoft.Insights/metrics/read',
      ]),
    ),
  ),
  policy('a role of ours can be given only where it is made', (deployed) =>
    definitions(deployed, 'Flowferry')
      .filter((each) => JSON.stringify(listAt(each, 'properties.assignableScopes')) !== JSON.stringify([each.scope]))
      .map(({ name }) => `${name} can be given elsewhere`),
  ),
  policy('roles may be given as the planner gives them, to identities, and never to the app itself', (deployed) => {
    const granting = ofType(deployed, 'Microsoft.Authorization/roleAssignments').filter((each) => {
      const definition = definitions(deployed, 'Flowferry role granter').find(
        ({ id }) => id === textAt(each, 'properties.roleDefinitionId'),
      );
      return definition !== undefined;
    });
    const bare = ofType(deployed, 'Microsoft.Authorization/roleAssignments')
      .filter((each) => !granting.includes(each) && textAt(each, 'properties.condition') !== '')
      .map(({ name }) => `${name} has a condition of its own`);
    return [...bare, ...granting.flatMap(conditionProblems), ...granters(deployed)];
  }),
];

const granters = (deployed: Deployed) =>
  definitions(deployed, 'Flowferry role granter').flatMap((each) =>
    differences(
      'granter',
      actionsOf(each),
      ['read', 'write', 'delete'].map((verb) => `Microsoft.Authorization/roleAssignments/${verb}`),
    ),
  );

/** Source: Azure role-based access control, "Examples to delegate Azure role assignment management with conditions". */
function conditionProblems(each: Parameters<typeof textAt>[0]): string[] {
  const condition = textAt(each, 'properties.condition');
  const own = textAt(each, 'properties.principalId');
  const planned = Object.values(builtInRoles);
  const half = (verb: string, source: string, more: string) => {
    const attribute = (name: string) => `@${source}\\[Microsoft\\.Authorization/roleAssignments:${name}\\]`;
    const pattern =
      `\\(!\\(ActionMatches\\{'Microsoft\\.Authorization/roleAssignments/${verb}'\\}\\) OR ` +
      `\\(${attribute('RoleDefinitionId')} ForAnyOfAnyValues:GuidEquals \\{([^}]*)\\} AND ` +
      `${attribute('PrincipalType')} ForAnyOfAnyValues:StringEqualsIgnoreCase \\{'ServicePrincipal'\\}${more}\\)\\)`;
    const [, roles] = new RegExp(pattern).exec(condition) ?? [];
    return roles === undefined ? [`the half about ${verb} is wrong`] : differences(verb, roles.split(', '), planned);
  };
  const notItself = ` AND @Request\\[Microsoft\\.Authorization/roleAssignments:PrincipalId\\] ForAnyOfAllValues:GuidNotEquals \\{${escaped(own)}\\}`;
  const depth = [...condition].reduce((open, sign) => open + (sign === '(' ? 1 : sign === ')' ? -1 : 0), 0);
  return [
    ...half('write', 'Request', notItself),
    ...half('delete', 'Resource', ''),
    ...(/\)\) AND \(!/.test(condition) && depth === 0 ? [] : ['the halves do not both hold']),
    ...(textAt(each, 'properties.conditionVersion') === '2.0' ? [] : ['the condition has no version']),
  ];
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
