import type { makePlan as contract } from '../../domain/contracts.ts';
import { environmentOf } from '../../domain/environment.ts';
import { connectionsNeeded, type Observed, makePlan as plan } from '../../domain/make-plan.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { type Outcome, refused } from '../../domain/outcome.ts';
import type { PackageFacts } from '../../domain/package/facts.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { readKept } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/** Looks at the package and at what is there, and works out everything that the release will do. */
export const makePlan =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId }) => {
    const release = await world.releases.get(releaseId);
    if (!release?.endpoint) throw new Error(`unknown-release: there is no release ${releaseId} to plan for`);
    const read = await readKept(world, release.package);
    if (read.kind === 'refused') return read;
    const { facts, manifest, files } = read.value;
    const observed = await observe(world, release.endpoint, facts, manifest);
    if (observed.kind === 'refused') return observed;
    const baseImage = world.settings.FLOWFERRY_BASE_IMAGE;
    const environment = environmentOf(facts, manifest, baseImage, files);
    const planned = plan({
      releaseId,
      package: release.package,
      facts,
      manifest,
      observed: observed.value,
      environment,
      baseImage,
    });
    if (planned.kind === 'refused') return planned;
    const { deployment, stable } = planned.value;
    await world.releases.update(releaseId, { deployment: deployment.name, ...(stable ? { previous: stable } : {}) });
    return planned;
  };

async function observe(
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
  return {
    kind: 'done',
    value: {
      workspace,
      deployments,
      connections: connections.filter((connection) => connection !== undefined),
      ...(found ? { endpoint: found } : {}),
      ...(assigned ? { identity: assigned } : {}),
    },
  };
}

const absent = (message: string) =>
  refused('missing-permission', message, 'Check the id, and that the identity of Flowferry has the Reader role on it.');
