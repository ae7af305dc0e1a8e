import { hasRight, identityOf } from './authorization/access.ts';
import { assignmentsOf } from './authorization/assignments.ts';
import type { Cloud } from './cloud.ts';
import { textAt } from './exchange.ts';
import { installedPackages } from './machine-learning/image-build.ts';
import { withSecrets } from './machine-learning/secret-injection.ts';
import type { DeploymentProperties, OnlineDeployment, Workspace } from './resources.ts';
import type { ConnectionSource } from './serving/connections.ts';
import { type CrashedFlow, loadFlow, type RunningFlow } from './serving/load-flow.ts';
import { folderAt, readFolder } from './storage/blob-folders.ts';
import { turns } from './turns.ts';

/** The containers that answer behind the endpoints: one for each deployment that came up. */
export interface Containers {
  /** Starts what the properties describe; the one that runs goes on until `replace`. */
  start(deployment: OnlineDeployment, properties: DeploymentProperties): Promise<StartedContainer>;
  replace(deploymentId: string, container: RunningFlow): void;
  /** The container of a deployment that was ready once. After a restart of the emulator it is started on first use. */
  running(deploymentId: string): Promise<RunningFlow | undefined>;
  remove(deploymentId: string): void;
}

/** A container, or the reason why there is none to speak of. */
export type StartedContainer =
  | RunningFlow
  | CrashedFlow
  | { readonly kind: 'no-model'; readonly uri: string }
  | { readonly kind: 'no-secrets'; readonly problem: string };

export function openContainers(cloud: Cloud): Containers {
  const running = new Map<string, RunningFlow>();
  // A thousand deployments may come up at the same time; Azurite would choke on all of their files at once.
  const inTurn = turns(8);
  const startInTurn: Containers['start'] = (deployment, properties) =>
    inTurn(() => startContainer(cloud, deployment, properties));
  const keyOf = (id: string) => id.toLowerCase();
  return {
    start: startInTurn,
    replace: (id, container) => void running.set(keyOf(id), container),
    remove: (id) => void running.delete(keyOf(id)),
    async running(id) {
      const found = running.get(keyOf(id));
      const deployment = cloud.deployments.get(id);
      if (found || !deployment?.running) return found;
      const started = await startInTurn(deployment, deployment.running.properties);
      if (started.kind !== 'running') return undefined;
      running.set(keyOf(id), started);
      return started;
    },
  };
}

async function startContainer(
  cloud: Cloud,
  deployment: OnlineDeployment,
  properties: DeploymentProperties,
): Promise<StartedContainer> {
  const workspace = workspaceOf(cloud, deployment);
  const uri = textAt(cloud.models.get(properties.model ?? '')?.properties, 'modelUri') ?? '';
  const folder = folderAt(cloud, workspace, uri);
  const files = folder ? await readFolder(cloud.storage, folder) : new Map<string, Uint8Array>();
  if (!folder || files.size === 0) return { kind: 'no-model', uri };
  const injected = withSecrets(cloud, workspace, deployment, properties.environmentVariables);
  if (injected.kind === 'refused') return { kind: 'no-secrets', problem: injected.problem };
  return loadFlow({
    files,
    name: folder.path.split('/').at(-1) ?? '',
    environmentVariables: injected.variables,
    connections: connectionsFor(cloud, deployment, properties),
    mayUse: (resourceId) => hasRight(cloud, identityFor(cloud, deployment, properties), 'useOpenAi', resourceId),
    packagesInstalled: await installedPackages(cloud, workspace, properties.environmentId),
    now: () => cloud.clock.now(),
  });
}

export function workspaceOf(cloud: Cloud, deployment: OnlineDeployment): Workspace {
  const id = deployment.endpointId.split('/onlineEndpoints/')[0] ?? '';
  const workspace = cloud.workspaces.get(id);
  if (!workspace) throw new Error(`The workspace ${id} is not there, but its deployment ${deployment.resource.id} is.`);
  return workspace;
}

/** Asks for connections as the container does: as the identity of the endpoint, with the roles it has by now. */
function connectionsFor(
  cloud: Cloud,
  deployment: OnlineDeployment,
  properties: DeploymentProperties,
): ConnectionSource {
  return (name, place) => {
    const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}`;
    const workspaceId = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${place.workspace}`;
    if (!cloud.workspaces.get(workspaceId)) return { status: 404 };
    const identity = identityFor(cloud, deployment, properties);
    if (!hasRight(cloud, identity, 'readConnectionSecrets', workspaceId)) return { status: 403 };
    const connection = cloud.connections.get(`${workspaceId}/connections/${name}`);
    return connection ? { status: 200, body: connection } : { status: 404 };
  };
}

/** The principal that the container of a deployment acts as. */
function identityFor(cloud: Cloud, { endpointId }: OnlineDeployment, { environmentVariables }: DeploymentProperties) {
  const endpoint = cloud.endpoints.get(endpointId);
  return endpoint && identityOf(cloud, endpoint, environmentVariables['AZURE_CLIENT_ID']);
}

/** May the identity pull from the registry: the workspace's own, or another that its image names? */
export function canPullImages(
  cloud: Cloud,
  workspace: Workspace,
  image: string | undefined,
  identity?: string,
): boolean {
  const foreign = /^([a-z0-9]+)\.azurecr\.io\//i.exec(image ?? '')?.[1];
  const own = workspace.properties.containerRegistry;
  if (foreign === undefined || own.toLowerCase().endsWith(`/${foreign.toLowerCase()}`)) {
    return hasRight(cloud, identity, 'pullImages', own);
  }
  const scopes = identity === undefined ? [] : assignmentsOf(cloud, identity).map((each) => each.properties.scope);
  const registry = scopes.find((scope) => scope.toLowerCase().endsWith(`/registries/${foreign.toLowerCase()}`));
  return registry !== undefined && hasRight(cloud, identity, 'pullImages', registry);
}
