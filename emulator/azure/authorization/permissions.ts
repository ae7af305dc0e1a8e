import { type Cloud, deployerPrincipalId } from '../cloud.ts';
import { assignmentsOf, isWithin } from './assignments.ts';
import { builtInRoles, type Permission, type Role, roleGuidOf } from './roles.ts';

/** A role by its GUID, built in or somebody's own. */
export const roleWith = (cloud: Cloud, guid: string): Role | undefined =>
  builtInRoles.find((role) => role.guid === guid.toLowerCase()) ?? cloud.customRoles.get(guid);

const everything: Permission = { actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] };

export const allRoles = (cloud: Cloud): readonly Role[] => [...builtInRoles, ...cloud.customRoles.values()];

/** Are callers held to their roles? Else everyone may do everything. */
export const callersAreChecked = (cloud: Cloud): boolean => cloud.switches.get('callers-are-checked') === true;

/** What the caller of a request may do on a scope. A token without a principal is the deployer's. */
export function permissionsOfCaller(cloud: Cloud, principalId: string | undefined, scope: string) {
  return callersAreChecked(cloud) ? permissionsAt(cloud, principalId ?? deployerPrincipalId, scope) : [everything];
}

/** What the roles of a principal allow on a scope by now: those assigned there and above, once they took effect. */
export const permissionsAt = (cloud: Cloud, principalId: string, scope: string): readonly Permission[] =>
  assignmentsOf(cloud, principalId)
    .filter((each) => isWithin(scope, each.properties.scope) && each.effectiveAt <= cloud.clock.now())
    .flatMap((each) => roleWith(cloud, roleGuidOf(each.properties.roleDefinitionId)) ?? []);

/** Something that has to be allowed: an action on a resource, or on the data in it. */
export interface Need {
  readonly action: string;
  readonly isOfData?: boolean;
}

/** A role allows what its actions match and its not-actions do not; several roles add up (Understand role definitions). */
export const allows = (permissions: readonly Permission[], { action, isOfData }: Need): boolean =>
  permissions.some(({ actions, notActions, dataActions, notDataActions }) => {
    const [given, taken] = isOfData ? [dataActions, notDataActions] : [actions, notActions];
    return given.some((each) => matches(each, action)) && !taken.some((each) => matches(each, action));
  });

const patterns = new Map<string, RegExp>();

/**
 * A star stands for anything, and between two slashes also for nothing: Managed Identity Operator allows
 * `userAssignedIdentities/assign/action` in this way.
 */
function matches(pattern: string, action: string): boolean {
  let made = patterns.get(pattern);
  if (!made) {
    const source = pattern
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('/*/', '/(.*/)?')
      .replaceAll(/(?<!\.)\*/g, '.*');
    made = new RegExp(`^${source}$`, 'i');
    patterns.set(pattern, made);
  }
  return made.test(action);
}
