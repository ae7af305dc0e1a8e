import { connectionsNeeded, type Observed } from '../domain/make-plan.ts';
import type { Manifest } from '../domain/manifest.ts';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import type { PackageFacts } from '../domain/package/facts.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { wayBackOfLive } from './way-back.ts';

/** Looks at what is there of all that a release would use or change. */
export async function observe(
  world: World,
  endpoint: EndpointRef,
  facts: PackageFacts,
  manifest: Manifest,
): Promise<Outcome<Observed>> {
  const { workspaceId } = endpoint;
  const { identity } = manifest.endpoint;
  const [workspace, found, deployments, connections, assigned] = await Promise.all([
    world.workspaces.get(workspaceId),
    world.endpoints.get(endpoint),
    world.deployments.list(endpoint),
    Promise.all(connectionsNeeded(facts, manifest).map((name) => world.workspaces.connection(workspaceId, name))),
    identity === 'system' ? undefined : world.workspaces.identity(identity.userAssigned),
  ]);
  if (!workspace) return absent(`There is no workspace ${workspaceId}, or Flowferry may not read it.`);
  if (identity !== 'system' && !assigned) return absent(`There is no identity ${identity.userAssigned}.`);
  return done({
    workspace,
    deployments,
    ...(await wayBackOfLive(world, endpoint, found?.traffic ?? {}, deployments)),
    connections: connections.filter((connection) => connection !== undefined),
    ...(found ? { endpoint: found } : {}),
    ...(assigned ? { identity: assigned } : {}),
  });
}

const absent = (message: string) =>
  refused('missing-permission', message, 'Check the id, and that the identity of Flowferry has the Reader role on it.');
