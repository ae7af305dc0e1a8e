import type { EnvironmentSpec } from '../domain/environment.ts';
import { connectionsNeeded, type Observed } from '../domain/make-plan.ts';
import { type RightsByScope, scopesOf } from '../domain/own-rights.ts';
import type { Plan } from '../domain/plan.ts';
import type { Surroundings } from '../domain/preflight.ts';
import type { RoleGrant } from '../domain/roles.ts';
import { clouds } from '../domain/settings.ts';
import type { WorkspaceFacts, World } from '../domain/world.ts';
import type { OpenedPackage } from './open-package.ts';

/** Looks at what the plan will meet. Reads only, all at the same time; what may not be read is left out. */
export async function lookAround(
  world: World,
  plan: Plan,
  { facts, manifest, warnings }: OpenedPackage,
  { observed, environment }: { readonly observed: Observed; readonly environment: EnvironmentSpec },
): Promise<Surroundings> {
  const { workspace, deployments } = observed;
  const { instanceType } = plan.deployment.body;
  const [compute, held, rights, sameNameIn] = await Promise.all([
    world.compute.get(workspace.id, workspace.location, instanceType),
    heldBy(world, plan, plan.principalId ?? observed.endpoint?.identity.principalId),
    rightsAt(world, scopesOf(plan)),
    plan.endpoint.action === 'keep' ? undefined : sameNameElsewhere(world, workspace, plan.endpoint.name),
  ]);
  return {
    workspace,
    deployments,
    connections: { needed: connectionsNeeded(facts, manifest), found: observed.connections },
    environment,
    images: { registries: registriesOf(world, workspace), at: world.clock.now().toISOString() },
    held,
    rights,
    packageWarnings: warnings,
    ...(compute ? { compute } : {}),
    ...(sameNameIn === undefined ? {} : { sameNameIn }),
  };
}

async function heldBy(world: World, plan: Plan, principalId: string | undefined): Promise<readonly RoleGrant[]> {
  if (principalId === undefined) return [];
  const held = await Promise.all(plan.roles.map((grant) => world.roles.has(principalId, grant)));
  return plan.roles.filter((_, index) => held[index]);
}

async function rightsAt(world: World, scopes: readonly string[]): Promise<RightsByScope> {
  return Object.fromEntries(await Promise.all(scopes.map(async (scope) => [scope, await world.rights.of(scope)])));
}

/** Looks into the other workspaces that are served: of those of strangers nothing can be known. */
async function sameNameElsewhere(world: World, here: WorkspaceFacts, name: string): Promise<string | undefined> {
  const others = world.settings.FLOWFERRY_WORKSPACES.filter((id) => id.toLowerCase() !== here.id.toLowerCase());
  const found = await Promise.all(
    others.map(async (workspaceId) => {
      const facts = await world.workspaces.get(workspaceId);
      if (facts?.location !== here.location) return undefined;
      return (await world.endpoints.get({ workspaceId, name })) && workspaceId;
    }),
  );
  return found.find((id) => id !== undefined);
}

/** Those of the settings, and the workspace's own. */
function registriesOf({ settings }: World, { containerRegistryId }: WorkspaceFacts): readonly string[] {
  const own = containerRegistryId?.split('/').at(-1)?.toLowerCase();
  const suffix = clouds[settings.FLOWFERRY_CLOUD].registrySuffix;
  return [...settings.FLOWFERRY_IMAGE_REGISTRIES, ...(own ? [`${own}.${suffix}`] : [])];
}
