import type { Cloud } from '../cloud.ts';
import { type AzureAnswer, json, noContent, objectAt } from '../exchange.ts';
import { retryAfter } from '../fault-injection.ts';
import { during, type Operation, type Operations, resultUrl, statusUrl } from '../operations.ts';
import { durationFor } from '../random.ts';
import type { OnlineEndpoint } from '../resources.ts';
import type { Route } from '../routing.ts';
import { page, type WorkspaceCall, workspaceRoutes } from './call.ts';
import { endpointFrom, endpointIdOf } from './endpoint-resource.ts';
import { refuseEndpoint } from './endpoint-rules.ts';
import { conflict, inferencingRefusal, notFound } from './service-error.ts';

/** Online endpoints (Machine Learning REST reference). A PUT replaces the endpoint: what its body lacks is gone. */
export function endpointOperations(cloud: Cloud, operations: Operations): Route[] {
  const route = workspaceRoutes(cloud);
  return [
    route('GET', '/onlineEndpoints', (call) => listEndpoints(cloud, call)),
    route('GET', '/onlineEndpoints/{endpoint}', (call) => {
      const found = cloud.endpoints.get(endpointIdOf(call));
      return found ? json(200, found.resource) : endpointNotFound(cloud, call);
    }),
    route('PUT', '/onlineEndpoints/{endpoint}', (call) => putEndpoint(cloud, operations, call)),
    route('PATCH', '/onlineEndpoints/{endpoint}', (call) => patchEndpoint(cloud, operations, call)),
    route('DELETE', '/onlineEndpoints/{endpoint}', (call) => deleteEndpoint(cloud, operations, call)),
  ];
}

export const endpointNotFound = (cloud: Cloud, { params }: WorkspaceCall) =>
  notFound(cloud, `Online endpoint ${params['endpoint']} is not found.`);

/** Refuses what comes while another operation works on the resource. */
export const refuseBusy = (cloud: Cloud, operations: Operations, id: string): AzureAnswer | undefined =>
  operations.runningOn(id) &&
  conflict(cloud, `Another operation is in progress on ${id.split('/').at(-1)}. Wait for it to end and try again.`);

/** What is said to a request whose work goes on: where its result will be, and when to ask. */
export const accepted = (cloud: Cloud, operation: Operation) =>
  noContent(202, {
    location: resultUrl(operation),
    'azure-asyncoperation': statusUrl(operation),
    'x-ms-async-operation-timeout': 'PT1H',
    ...retryAfter(10, cloud.clock),
  });

function listEndpoints(cloud: Cloud, call: WorkspaceCall): AzureAnswer {
  const name = call.request.query.get('name');
  const all = cloud.endpoints
    .values()
    .filter((each) => each.workspaceId === call.workspace.id && (name === null || each.resource.name === name));
  return page(call, all, (each) => each.resource);
}

function putEndpoint(cloud: Cloud, operations: Operations, call: WorkspaceCall): AzureAnswer {
  const id = endpointIdOf(call);
  const earlier = cloud.endpoints.get(id);
  const refusal = refuseBusy(cloud, operations, id) ?? refuseEndpoint(cloud, call, earlier);
  if (refusal) return refusal;
  if (earlier && !earlier.wasReady) return notCreated(cloud, earlier);
  const range = earlier ? ([20_000, 60_000] as const) : ([60_000, 180_000] as const);
  const operation = operations.begin({
    ...placeOf(call),
    kind: 'put-endpoint',
    target: id,
    phases: [{ name: 'settle', durationInMs: durationFor(cloud.seed, `${id} put`, range) }],
  });
  const endpoint = endpointFrom(cloud, call, earlier, operation);
  cloud.endpoints.set(id, endpoint);
  const headers = { 'azure-asyncoperation': statusUrl(operation), 'x-ms-async-operation-timeout': 'PT1H' };
  return json(201, endpoint.resource, headers);
}

export const placeOf = ({ params, workspace }: WorkspaceCall) => ({
  subscriptionId: params['subscription'] ?? '',
  location: workspace.location,
});

export const notCreated = (cloud: Cloud, { resource }: OnlineEndpoint) =>
  inferencingRefusal(
    cloud,
    `Specified endpoint [${resource.name}] has not been created successfully. Please recreate the endpoint.`,
  );

/** Only tags and identity: the REST reference has nothing else in the body, and the service leaves the rest alone. */
function patchEndpoint(cloud: Cloud, operations: Operations, call: WorkspaceCall): AzureAnswer {
  const id = endpointIdOf(call);
  const earlier = cloud.endpoints.get(id);
  if (!earlier) return endpointNotFound(cloud, call);
  const refusal = refuseBusy(cloud, operations, id) ?? (earlier.wasReady ? undefined : notCreated(cloud, earlier));
  if (refusal) return refusal;
  const operation = operations.begin({
    ...placeOf(call),
    kind: 'patch-endpoint',
    target: id,
    phases: [{ name: 'settle', durationInMs: 20_000 }],
  });
  const wantsTags = objectAt(call.request.body)['tags'] !== undefined;
  cloud.endpoints.set(id, {
    ...earlier,
    resource: during(operation, 'Updating', {
      ...earlier.resource,
      tags: wantsTags ? (objectAt(call.request.body, 'tags') as Record<string, string>) : earlier.resource.tags,
    }),
  });
  return accepted(cloud, operation);
}

function deleteEndpoint(cloud: Cloud, operations: Operations, call: WorkspaceCall): AzureAnswer {
  const id = endpointIdOf(call);
  const earlier = cloud.endpoints.get(id);
  if (!earlier) return noContent(204);
  const refusal = refuseBusy(cloud, operations, id);
  if (refusal) return refusal;
  const operation = operations.begin({
    ...placeOf(call),
    kind: 'delete-endpoint',
    target: id,
    phases: [{ name: 'settle', durationInMs: durationFor(cloud.seed, `${id} delete`, [90_000, 240_000]) }],
  });
  cloud.endpoints.set(id, { ...earlier, resource: during(operation, 'Deleting', earlier.resource) });
  return accepted(cloud, operation);
}
