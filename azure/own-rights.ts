import type { OwnRights, Permission } from '../domain/rights.ts';
import type { Arm } from './arm.ts';
import { orUnknown } from './failures.ts';

/** What the app itself may do at a resource. Source: REST API 2022-04-01, Permissions - List For Resource. */
export const createOwnRights = (arm: Arm): OwnRights => ({
  of: (scope) =>
    orUnknown('read our own rights', async () => {
      const found: Permission[] = [];
      let next: string | undefined = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
      while (next !== undefined) {
        const page = (await arm.read(next)) as PermissionPage;
        found.push(...(page.value ?? []).map(toPermission));
        next = page.nextLink || undefined;
      }
      return found;
    }),
});

interface PermissionPage {
  readonly value?: readonly Partial<Permission>[];
  readonly nextLink?: string;
}

const toPermission = ({ actions = [], notActions = [] }: Partial<Permission>): Permission => ({ actions, notActions });
