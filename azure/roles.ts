import type { RoleAssignmentCreateParameters } from '@azure/arm-authorization';
import { isRestError } from '@azure/core-rest-pipeline';
import { done, type Refused, refused } from '../domain/outcome.ts';
import type { RoleGrant, Roles } from '../domain/roles.ts';
import { type Arm, subscriptionOf } from './arm.ts';
import { failureOf, orAbsent, orThrow } from './failures.ts';
import { nameBasedUuid } from './name-based-uuid.ts';

/**
 * Role assignments. The name is made from scope, principal and role, so that the same grant is the same assignment; the
 * description says which release made it, so that only that one takes it back.
 */
export function createRoles(arm: Arm): Roles {
  return {
    has: (principalId, grant) =>
      orThrow(`read who has the role "${grant.role}"`, async () => {
        const { roleAssignments } = arm.authorization(subscriptionOf(grant.scope));
        // assignedTo() finds what comes through a group too; the list has assignments above the scope, and below it.
        const filter = `assignedTo('${principalId}')`;
        for await (const { roleDefinitionId, scope } of roleAssignments.listForScope(plainScope(grant), { filter })) {
          if (roleDefinitionId?.toLowerCase().endsWith(grant.roleId) && covers(scope ?? '', grant.scope)) return true;
        }
        return false;
      }),
    async grant(principalId, grant, releaseId) {
      const doing = `grant the role "${grant.role}"`;
      const { roleAssignments } = arm.authorization(subscriptionOf(grant.scope));
      const name = assignmentName(principalId, grant);
      try {
        const known = await orAbsent(doing, () => roleAssignments.get(plainScope(grant), name));
        if (known) return done({ created: known.description === markOf(releaseId) });
        await roleAssignments.create(plainScope(grant), name, toBody(principalId, grant, releaseId));
        return done({ created: true });
      } catch (problem) {
        // The same grant under another name, made by somebody else.
        if (isCode(problem, 'RoleAssignmentExists')) return done({ created: false });
        return refusedByService(problem, doing, principalId, grant);
      }
    },
    revoke: (principalId, grant, releaseId) =>
      orThrow(`take back the role "${grant.role}"`, async () => {
        const { roleAssignments } = arm.authorization(subscriptionOf(grant.scope));
        const name = assignmentName(principalId, grant);
        const known = await orAbsent('read a role assignment', () => roleAssignments.get(plainScope(grant), name));
        if (known?.description !== markOf(releaseId)) return false;
        await roleAssignments.delete(plainScope(grant), name);
        return true;
      }),
  };
}

/** Whether a role on one scope works on another: on the same one, or above it. */
const covers = (held: string, wanted: string) =>
  `${wanted}/`.toLowerCase().startsWith(held === '/' ? '/' : `${held}/`.toLowerCase());

const markOf = (releaseId: string) => `flowferry release ${releaseId}`;

/** The client writes the slash itself; with two of them Azure is asked for another address. */
const plainScope = (grant: RoleGrant) => grant.scope.replace(/^\/+/, '');

const assignmentName = (principalId: string, grant: RoleGrant) =>
  nameBasedUuid(`${grant.scope}|${principalId}|${grant.roleId}`.toLowerCase());

const toBody = (principalId: string, grant: RoleGrant, releaseId: string): RoleAssignmentCreateParameters => ({
  roleDefinitionId: `/subscriptions/${subscriptionOf(grant.scope)}/providers/Microsoft.Authorization/roleDefinitions/${grant.roleId}`,
  principalId,
  // Said, because a new identity is not known everywhere yet, and would be looked up.
  principalType: 'ServicePrincipal',
  description: markOf(releaseId),
});

const isCode = (problem: unknown, code: string) => isRestError(problem) && problem.code === code;

function refusedByService(problem: unknown, doing: string, principalId: string, grant: RoleGrant): Refused {
  // A new identity is not known everywhere yet: the next try may find it.
  if (isCode(problem, 'PrincipalNotFound')) throw new Error(`principal-not-found: could not ${doing} yet`);
  const failure = failureOf(problem, doing);
  if (failure.kind === 'trouble') throw failure.error;
  if (failure.kind === 'absent') {
    return refused(
      'operation-failed',
      `Could not ${doing}: ${grant.scope} is not there`,
      'Look at the connection or the resource that the scope names.',
    );
  }
  const { slug, message, remedy } = failure.outcome.fault;
  return refused(slug, message, slug === 'missing-permission' ? commandFor(principalId, grant) : remedy);
}

/** What an administrator runs when the app may not assign roles. */
const commandFor = (principalId: string, grant: RoleGrant) =>
  'Ask an administrator of the scope to run: ' +
  `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal ` +
  `--role ${grant.roleId} --scope ${grant.scope}`;
