import type { Cloud } from '../cloud.ts';
import type { Containers } from '../container.ts';
import { json, textAt } from '../exchange.ts';
import type { Route } from '../routing.ts';
import { page, workspaceRoutes } from './call.ts';
import { deploymentIdOf, deploymentNotFound } from './deployments.ts';
import { badRequest } from './service-error.ts';

/** Logs and scaling limits of a deployment (Machine Learning REST reference). */
export function deploymentDetailOperations(cloud: Cloud, containers: Containers): Route[] {
  const route = workspaceRoutes(cloud);
  const path = '/onlineEndpoints/{endpoint}/deployments/{deployment}';
  return [
    route('POST', `${path}/getLogs`, async (call) => {
      const found = cloud.deployments.get(deploymentIdOf(call));
      if (!found) return deploymentNotFound(cloud, call);
      const containerType = textAt(call.request.body, 'containerType') ?? 'InferenceServer';
      if (containerType === 'StorageInitializer') return json(200, { content: found.logs.storageInitializer });
      if (containerType !== 'InferenceServer') return badRequest(cloud, `There is no container ${containerType}.`);
      const running = await containers.running(found.resource.id);
      const text = found.running && running ? running.log() : found.logs.inferenceServer;
      return json(200, { content: lastLines(text, Number(Object(call.request.body).tail ?? 500)) });
    }),
    route('GET', `${path}/skus`, (call) => {
      const found = cloud.deployments.get(deploymentIdOf(call));
      if (!found) return deploymentNotFound(cloud, call);
      const sku = {
        resourceType: 'Microsoft.MachineLearning.Services/endpoints/deployments',
        sku: { name: 'Default', tier: 'Standard' },
        capacity: { minimum: 1, maximum: 50, default: 1, scaleType: 'Manual' },
      };
      return page(call, [sku], (each) => each);
    }),
  ];
}

const lastLines = (text: string, count: number) =>
  count > 0 ? text.replace(/\n$/, '').split('\n').slice(-count).join('\n') : text;
