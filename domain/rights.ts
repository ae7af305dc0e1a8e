/**
 * What an identity may do somewhere, as one of its roles says it. `*` stands for any number of signs.
 * Source: REST API, "Permissions - List For Resource".
 */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}
export type Rights = readonly Permission[];

/** What Flowferry itself may do. */
export interface OwnRights {
  /** At a resource id; `undefined` where it may not even ask. */
  of(scope: string): Promise<Rights | undefined>;
}

/** Whether one of the roles allows the action. What a role leaves out, another may still allow. */
export const allows = (rights: Rights, action: string): boolean =>
  rights.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => fits(pattern, action)) && !notActions.some((pattern) => fits(pattern, action)),
  );

// `workspaces/*` followed by `/write` also means `workspaces/write`: built-in roles therefore take that one out again.
function fits(pattern: string, action: string): boolean {
  const literal = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern.split('/*/').map(literal).join('/(?:.*/)?')}$`, 'i').test(action);
}
