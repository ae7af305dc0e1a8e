import { grantAutomaticRoles, hasRight, identityOf } from '../authorization/access.ts';
import type { Cloud } from '../cloud.ts';
import { type Containers, canPullImages, workspaceOf } from '../container.ts';
import { textAt } from '../exchange.ts';
import type { Operation, OperationEffects, OperationError } from '../operations.ts';
import type { OnlineDeployment, ProvisioningState } from '../resources.ts';
import { deploymentsOf } from './deployments.ts';
import { buildImage } from './image-build.ts';
import { networkTrouble } from './network.ts';
import { needsBuild } from './phases.ts';
import { serviceError } from './service-error.ts';

/** What long operations do to endpoints and deployments, and why they fail. */
export function provisioning(cloud: Cloud, containers: Containers): OperationEffects {
  return {
    endPhase(operation, phase) {
      const deployment = cloud.deployments.get(operation.target);
      if (phase === 'image-build') return endOfBuild(cloud, deployment);
      if (phase === 'identity') return Promise.resolve(endOfIdentity(cloud, deployment));
      const injected = injectedFailure(cloud, operation);
      if (injected) return Promise.resolve(injected);
      return phase === 'container' ? endOfStart(cloud, containers, deployment) : Promise.resolve(undefined);
    },
    finish: (operation) => finish(cloud, containers, operation),
  };
}

function injectedFailure(cloud: Cloud, operation: Operation): OperationError | undefined {
  const fault = cloud.faults.strike('failing-operation', `${operation.kind} ${operation.target}`);
  const message = fault?.message ?? 'The service encountered an internal error. Please try again.';
  return fault && serviceError(cloud, fault.code ?? 'InternalServerError', message);
}

async function endOfBuild(cloud: Cloud, deployment: OnlineDeployment | undefined): Promise<OperationError | undefined> {
  const environmentId = deployment?.resource.properties.environmentId;
  // Another deployment may have built it in the meantime.
  if (!deployment || environmentId === undefined || !needsBuild(cloud, environmentId)) return undefined;
  return buildImage(cloud, workspaceOf(cloud, deployment), environmentId);
}

const authorizationGuide = 'Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-badargument';

/** The identity pulls the image and downloads the model (Troubleshoot online endpoints, "authorization error"). */
function endOfIdentity(cloud: Cloud, deployment: OnlineDeployment | undefined): OperationError | undefined {
  if (!deployment) return undefined;
  const workspace = workspaceOf(cloud, deployment);
  const { environmentId, environmentVariables } = deployment.resource.properties;
  const endpoint = cloud.endpoints.get(deployment.endpointId);
  const identity = endpoint && identityOf(cloud, endpoint, environmentVariables['AZURE_CLIENT_ID']);
  const image = textAt(cloud.environments.get(environmentId ?? '')?.properties, 'image');
  if (!canPullImages(cloud, workspace, image, identity)) {
    const message = `Endpoint identity does not have pull permission on the registry. ${authorizationGuide}`;
    return serviceError(cloud, 'BadArgument', message);
  }
  if (hasRight(cloud, identity, 'readBlobs', workspace.properties.storageAccount)) return undefined;
  const message =
    'Startup task failed due to authorization error: the identity of the endpoint cannot read the model from the storage ' +
    `account. ${authorizationGuide}`;
  return serviceError(cloud, 'BadArgument', message);
}

async function endOfStart(
  cloud: Cloud,
  containers: Containers,
  deployment: OnlineDeployment | undefined,
): Promise<OperationError | undefined> {
  if (!deployment) return undefined;
  const { properties, sku, id } = deployment.resource;
  const unreachable = networkTrouble(cloud, workspaceOf(cloud, deployment));
  if (unreachable) {
    const logs = { storageInitializer: unreachable.log, inferenceServer: '' };
    cloud.deployments.set(id, { ...deployment, logs });
    return unreachable.error;
  }
  const started = await containers.start(deployment, properties);
  if (started.kind === 'no-model') {
    const message = `Unable to download model: no files were found at ${started.uri}. ${authorizationGuide}`;
    return serviceError(cloud, 'BadArgument', message);
  }
  if (started.kind === 'no-secrets') return serviceError(cloud, 'SecretsInjectionError', started.problem);
  const inferenceServer = started.kind === 'running' ? started.log() : started.log;
  const logs = { storageInitializer: downloadLog(cloud, properties.model), inferenceServer };
  if (started.kind === 'crashed') {
    cloud.deployments.set(id, { ...deployment, logs });
    const message =
      'User container has crashed or terminated: Liveness probe failed. Please see troubleshooting guide, available here: ' +
      'https://aka.ms/oe-tsg#error-resourcenotready';
    return serviceError(cloud, 'ResourceNotReady', message);
  }
  containers.replace(id, started);
  const running = { properties, capacity: sku?.capacity ?? 1, startedAt: cloud.clock.now() };
  cloud.deployments.set(id, { ...deployment, logs, running });
  return undefined;
}

const downloadLog = (cloud: Cloud, model: string | undefined) =>
  [`Downloading ${textAt(cloud.models.get(model ?? '')?.properties, 'modelUri') ?? ''}`, 'Download complete.', ''].join(
    '\n',
  );

/** The end of an operation shows on the resource as its state; why it failed, only the operation says. */
function finish(cloud: Cloud, containers: Containers, operation: Operation): void {
  const succeeded = operation.status === 'Succeeded';
  if (operation.kind === 'delete-endpoint' && succeeded) removeEndpoint(cloud, containers, operation.target);
  else if (operation.kind === 'delete-deployment' && succeeded) removeDeployment(cloud, containers, operation.target);
  else if (operation.kind.endsWith('deployment')) settleDeployment(cloud, operation);
  else if (operation.kind !== 'regenerate-keys') settleEndpoint(cloud, operation);
}

const stateAfter = (operation: Operation): ProvisioningState =>
  operation.status === 'Succeeded' ? 'Succeeded' : 'Failed';

function settleDeployment(cloud: Cloud, operation: Operation): void {
  const found = cloud.deployments.get(operation.target);
  if (!found) return;
  const properties = { ...found.resource.properties, provisioningState: stateAfter(operation) };
  const capacity = found.resource.sku?.capacity ?? 1;
  const running = found.running && operation.status === 'Succeeded' ? { ...found.running, capacity } : found.running;
  cloud.deployments.set(operation.target, {
    ...found,
    ...(running && { running }),
    resource: { ...found.resource, properties },
  });
}

function settleEndpoint(cloud: Cloud, operation: Operation): void {
  const found = cloud.endpoints.get(operation.target);
  if (!found) return;
  const properties = { ...found.resource.properties, provisioningState: stateAfter(operation) };
  const succeeded = operation.status === 'Succeeded';
  const isNew = operation.kind === 'put-endpoint' && succeeded && !found.wasReady;
  const endpoint = { ...found, resource: { ...found.resource, properties }, wasReady: found.wasReady || succeeded };
  cloud.endpoints.set(operation.target, endpoint);
  const workspace = cloud.workspaces.get(found.workspaceId);
  if (isNew && workspace) grantAutomaticRoles(cloud, endpoint, workspace);
}

function removeDeployment(cloud: Cloud, containers: Containers, id: string): void {
  const deployment = cloud.deployments.get(id);
  const endpoint = deployment && cloud.endpoints.get(deployment.endpointId);
  cloud.deployments.delete(id);
  containers.remove(id);
  if (!deployment || !endpoint) return;
  const without = (shares: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(shares).filter(([name]) => name !== deployment.resource.name));
  const { properties } = endpoint.resource;
  const traffic = { traffic: without(properties.traffic), mirrorTraffic: without(properties.mirrorTraffic) };
  const resource = { ...endpoint.resource, properties: { ...properties, ...traffic } };
  cloud.endpoints.set(deployment.endpointId, { ...endpoint, resource });
}

/** With an endpoint go its deployments and its identity; role assignments stay behind, as they do in Azure. */
function removeEndpoint(cloud: Cloud, containers: Containers, id: string): void {
  for (const { resource } of deploymentsOf(cloud, id)) removeDeployment(cloud, containers, resource.id);
  const principalId = cloud.endpoints.get(id)?.resource.identity?.principalId;
  if (principalId !== undefined) cloud.principals.delete(principalId);
  cloud.endpoints.delete(id);
}
