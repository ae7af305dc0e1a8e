import type { Cloud } from '../cloud.ts';
import type { RoleAssignment } from '../resources.ts';

export const assignmentsOf = (cloud: Cloud, principalId: string): RoleAssignment[] =>
  cloud.roleAssignments
    .values()
    .filter((each) => each.properties.principalId.toLowerCase() === principalId.toLowerCase());

/** Is the first scope the second one, or below it? */
export function isWithin(scope: string, above: string): boolean {
  const [inner, outer] = [scope, above].map((each) => `/${each.toLowerCase().replace(/^\/+|\/+$/g, '')}/`);
  return inner !== undefined && outer !== undefined && (outer === '//' || inner.startsWith(outer));
}
