import { type Findings, faultFound, nothingFound, notLookedAt, together, warningFound } from './findings.ts';
import type { EndpointBody, Plan } from './plan.ts';
import { allows, type Rights } from './rights.ts';
import type { RoleGrant } from './roles.ts';

/** What Flowferry may do, by resource id. Absent: it may not ask. */
export type RightsByScope = Readonly<Record<string, Rights | undefined>>;

/** A role of the plan, and who will see to it. */
export interface PlannedGrant extends RoleGrant {
  readonly by: 'already there' | 'Flowferry' | 'an administrator' | 'Flowferry, if it may';
}

const machineLearning = 'Microsoft.MachineLearningServices/workspaces';
const writeRoles = 'Microsoft.Authorization/roleAssignments/write';

export function plannedGrants(plan: Plan, held: readonly RoleGrant[], rights: RightsByScope): readonly PlannedGrant[] {
  return plan.roles.map((grant) => ({ ...grant, by: granterOf(grant, held, rights[grant.scope]) }));
}

function granterOf(grant: RoleGrant, held: readonly RoleGrant[], rights: Rights | undefined): PlannedGrant['by'] {
  if (held.some(({ roleId, scope }) => roleId === grant.roleId && scope === grant.scope)) return 'already there';
  if (!rights) return 'Flowferry, if it may';
  return allows(rights, writeRoles) ? 'Flowferry' : 'an administrator';
}

/** Something that Flowferry must be allowed to do. */
interface Need {
  readonly action: string;
  readonly scope: string;
  readonly role: string;
  readonly why: string;
}

/** What Flowferry itself may not do, and the release would fail for; roles it may not grant only make the release wait. */
export function findInOwnRights(plan: Plan, grants: readonly PlannedGrant[], rights: RightsByScope): Findings {
  const needs = [...needsOfDeployment(plan), ...needsOfEndpoint(plan)];
  return together([...needs.map((need) => findMissing(need, rights[need.scope])), ...grants.map(findWaiting)]);
}

const needsOfDeployment = ({ workspaceId }: Plan): readonly Need[] => [
  {
    action: `${machineLearning}/onlineEndpoints/write`,
    scope: workspaceId,
    role: 'AzureML Data Scientist',
    why: 'to change endpoints',
  },
];

function needsOfEndpoint({ workspaceId, endpoint }: Plan): readonly Need[] {
  if (endpoint.action === 'keep') return [];
  return [...needsOfSecrets(workspaceId, endpoint.body), ...needsOfIdentity(endpoint.body)];
}

/** Azure grants the endpoint what its creator may do itself, and refuses the endpoint otherwise. */
const needsOfSecrets = (workspaceId: string, { enforceConnectionSecrets, identity }: EndpointBody): readonly Need[] =>
  enforceConnectionSecrets && identity.kind === 'system'
    ? [
        {
          action: `${machineLearning}/connections/listsecrets/action`,
          scope: workspaceId,
          role: 'Azure Machine Learning Workspace Connection Secrets Reader',
          why: 'to read connection secrets, which endpoint.enforceConnectionSecrets asks of whoever makes the endpoint',
        },
      ]
    : [];

const needsOfIdentity = ({ identity }: EndpointBody): readonly Need[] =>
  identity.kind === 'userAssigned'
    ? [
        {
          action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
          scope: identity.id,
          role: 'Managed Identity Operator',
          why: 'to give the endpoint its identity',
        },
      ]
    : [];

function findMissing({ action, scope, role, why }: Need, rights: Rights | undefined): Findings {
  if (!rights) return notLookedAt(`whether Flowferry is allowed ${why}: it may not read its own rights`);
  if (allows(rights, action)) return nothingFound;
  return faultFound(
    'missing-permission',
    `Flowferry is not allowed ${why} (action ${action} on ${scope}).`,
    `Give the app's identity the role "${role}" on ${scope}, wait some minutes until it works, and release again.`,
  );
}

function findWaiting({ by, role, scope }: PlannedGrant): Findings {
  if (by === 'an administrator') {
    return warningFound(
      `Flowferry may not grant "${role}" on ${shortScope(scope)}: the release will wait for an administrator.`,
    );
  }
  return by === 'Flowferry, if it may'
    ? notLookedAt(`whether Flowferry may grant "${role}" on ${shortScope(scope)}`)
    : nothingFound;
}

/** For people: the last type and name of a resource id. */
export const shortScope = (scope: string): string => scope.split('/').slice(-2).join('/');

/** The resource ids at which Flowferry's own rights matter to a plan. */
export const scopesOf = (plan: Plan): readonly string[] => {
  const { identity } = plan.endpoint.body;
  const ofIdentity = plan.endpoint.action === 'create' && identity.kind === 'userAssigned' ? [identity.id] : [];
  return [...new Set([plan.workspaceId, ...ofIdentity, ...plan.roles.map(({ scope }) => scope)])];
};
