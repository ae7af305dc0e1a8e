import { type Cloud, stamp } from '../cloud.ts';
import { type AzureAnswer, json, noContent, objectAt, textAt } from '../exchange.ts';
import { during, type Operation, type Operations, statusUrl } from '../operations.ts';
import { durationFor } from '../random.ts';
import type { DeploymentProperties, OnlineDeployment } from '../resources.ts';
import type { Route } from '../routing.ts';
import { page, type WorkspaceCall, workspaceRoutes } from './call.ts';
import { refuseCapacity, refuseDeployment, refuseUnrecoverable } from './deployment-rules.ts';
import { endpointIdOf } from './endpoint-resource.ts';
import { accepted, endpointNotFound, notCreated, placeOf, refuseBusy } from './endpoints.ts';
import { phasesOf } from './phases.ts';
import { conflict, inferencingRefusal, notFound } from './service-error.ts';

/** Online deployments (Machine Learning REST reference). */
export function deploymentOperations(cloud: Cloud, operations: Operations): Route[] {
  const route = workspaceRoutes(cloud);
  const path = '/onlineEndpoints/{endpoint}/deployments';
  return [
    route('GET', path, (call) => {
      if (!cloud.endpoints.get(endpointIdOf(call))) return endpointNotFound(cloud, call);
      return page(call, deploymentsOf(cloud, endpointIdOf(call)), (each) => each.resource);
    }),
    route('GET', `${path}/{deployment}`, (call) => {
      const found = cloud.deployments.get(deploymentIdOf(call));
      return found ? json(200, found.resource) : deploymentNotFound(cloud, call);
    }),
    route('PUT', `${path}/{deployment}`, (call) => putDeployment(cloud, operations, call)),
    route('PATCH', `${path}/{deployment}`, (call) => patchDeployment(cloud, operations, call)),
    route('DELETE', `${path}/{deployment}`, (call) => deleteDeployment(cloud, operations, call)),
  ];
}

export const deploymentIdOf = (call: WorkspaceCall) => `${endpointIdOf(call)}/deployments/${call.params['deployment']}`;

export const deploymentsOf = (cloud: Cloud, endpointId: string): OnlineDeployment[] =>
  cloud.deployments.values().filter((each) => each.endpointId.toLowerCase() === endpointId.toLowerCase());

export const deploymentNotFound = (cloud: Cloud, { params }: WorkspaceCall) =>
  notFound(cloud, `Online deployment ${params['deployment']} is not found.`);

function putDeployment(cloud: Cloud, operations: Operations, call: WorkspaceCall): AzureAnswer {
  const id = deploymentIdOf(call);
  const endpoint = cloud.endpoints.get(endpointIdOf(call));
  if (!endpoint) return endpointNotFound(cloud, call);
  const earlier = cloud.deployments.get(id);
  const { provisioningState: state } = endpoint.resource.properties;
  if (state === 'Failed' && !endpoint.wasReady) return notCreated(cloud, endpoint);
  if (state !== 'Succeeded' && state !== 'Failed') {
    const name = endpoint.resource.name;
    return conflict(
      cloud,
      `Cannot create a deployment in endpoint ${name} because it is in ${state} provisioning state.`,
    );
  }
  const refusal = refuseBusy(cloud, operations, id) ?? refuseDeployment(cloud, call, { id, endpoint, earlier });
  if (refusal) return refusal;
  const environmentId = textAt(objectAt(call.request.body, 'properties'), 'environmentId');
  const operation = operations.begin({
    ...placeOf(call),
    kind: 'put-deployment',
    target: id,
    phases: phasesOf(cloud, id, environmentId),
  });
  const deployment = deploymentFrom(cloud, call, earlier, operation);
  cloud.deployments.set(id, deployment);
  const headers = { 'azure-asyncoperation': statusUrl(operation), 'x-ms-async-operation-timeout': 'PT1H' };
  return json(201, deployment.resource, headers);
}

const probe = { failureThreshold: 30, successThreshold: 1, timeout: 'PT2S', period: 'PT10S', initialDelay: 'PT10S' };

function deploymentFrom(
  cloud: Cloud,
  call: WorkspaceCall,
  earlier: OnlineDeployment | undefined,
  operation: Operation,
): OnlineDeployment {
  const { body } = call.request;
  const wanted = objectAt(body, 'properties');
  const properties: DeploymentProperties = {
    ...wanted,
    endpointComputeType: 'Managed',
    environmentVariables: objectAt(wanted, 'environmentVariables') as Record<string, string>,
    instanceType: textAt(wanted, 'instanceType') ?? 'Standard_F4s_v2',
    appInsightsEnabled: wanted['appInsightsEnabled'] === true,
    egressPublicNetworkAccess: textAt(wanted, 'egressPublicNetworkAccess') ?? 'Enabled',
    scaleSettings: { scaleType: 'Default' },
    // Defaults of the managed online deployment YAML schema.
    requestSettings: {
      requestTimeout: 'PT5S',
      maxConcurrentRequestsPerInstance: 1,
      ...objectAt(wanted, 'requestSettings'),
    },
    livenessProbe: { ...probe, ...objectAt(wanted, 'livenessProbe') },
    readinessProbe: { ...probe, ...objectAt(wanted, 'readinessProbe') },
    provisioningState: earlier ? 'Updating' : 'Creating',
    properties: {
      ...(objectAt(wanted, 'properties') as Record<string, string>),
      AzureAsyncOperationUri: statusUrl(operation),
    },
  };
  return {
    resource: {
      id: deploymentIdOf(call),
      name: call.params['deployment'] ?? '',
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
      location: call.workspace.location,
      tags: objectAt(body, 'tags') as Record<string, string>,
      sku: { name: 'Default', capacity: Number(objectAt(body, 'sku')['capacity'] ?? 1) },
      properties,
      systemData: stamp(cloud, call.caller, earlier?.resource.systemData),
    },
    endpointId: endpointIdOf(call),
    ...(earlier?.running && { running: earlier.running }),
    logs: earlier?.logs ?? { storageInitializer: '', inferenceServer: '' },
  };
}

/** Only tags and the number of instances: the REST reference has nothing else in the body. */
function patchDeployment(cloud: Cloud, operations: Operations, call: WorkspaceCall): AzureAnswer {
  const id = deploymentIdOf(call);
  const earlier = cloud.deployments.get(id);
  if (!earlier) return deploymentNotFound(cloud, call);
  const { instanceType } = earlier.resource.properties;
  const capacity = objectAt(call.request.body, 'sku')['capacity'] ?? earlier.resource.sku?.capacity;
  const refusal =
    refuseBusy(cloud, operations, id) ??
    refuseUnrecoverable(cloud, earlier) ??
    refuseCapacity(cloud, id, earlier.resource.location, { instanceType, capacity });
  if (refusal) return refusal;
  const durationInMs = durationFor(cloud.seed, `${id} patch`, [60_000, 180_000]);
  const operation = operations.begin({
    ...placeOf(call),
    kind: 'patch-deployment',
    target: id,
    phases: [{ name: 'settle', durationInMs }],
  });
  const wantsTags = objectAt(call.request.body)['tags'] !== undefined;
  cloud.deployments.set(id, {
    ...earlier,
    resource: during(operation, 'Scaling', {
      ...earlier.resource,
      tags: wantsTags ? (objectAt(call.request.body, 'tags') as Record<string, string>) : earlier.resource.tags,
      sku: { ...earlier.resource.sku, capacity: Number(capacity) },
    }),
  });
  return accepted(cloud, operation);
}

function deleteDeployment(cloud: Cloud, operations: Operations, call: WorkspaceCall): AzureAnswer {
  const id = deploymentIdOf(call);
  const earlier = cloud.deployments.get(id);
  if (!earlier) return noContent(204);
  const share = cloud.endpoints.get(earlier.endpointId)?.resource.properties.traffic[earlier.resource.name] ?? 0;
  if (share > 0) {
    const rule = 'Set its traffic to 0 first.';
    return inferencingRefusal(cloud, `Deployment ${earlier.resource.name} takes ${share}% of the traffic. ${rule}`);
  }
  const refusal = refuseBusy(cloud, operations, id);
  if (refusal) return refusal;
  const durationInMs = durationFor(cloud.seed, `${id} delete`, [60_000, 180_000]);
  const operation = operations.begin({
    ...placeOf(call),
    kind: 'delete-deployment',
    target: id,
    phases: [{ name: 'settle', durationInMs }],
  });
  cloud.deployments.set(id, { ...earlier, resource: during(operation, 'Deleting', earlier.resource) });
  return accepted(cloud, operation);
}
