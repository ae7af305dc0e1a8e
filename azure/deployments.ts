import { isRestError } from '@azure/core-rest-pipeline';
import { done } from '../domain/outcome.ts';
import { withoutSecrets } from '../domain/secrets.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { DeploymentFacts, Deployments } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { beginCreation, beginOnly } from './begin-only.ts';
import { toDeploymentFacts, toNewDeployment, unknownToClient } from './deployment-body.ts';
import { orAbsent, orRefused, troubled } from './failures.ts';
import { withProperties } from './merge-body.ts';
import { progressOf } from './progress.ts';

/** The deployments under an endpoint. One that failed at its creation cannot be written again, only deleted. */
export function createDeployments(arm: Arm): Deployments {
  const find = (endpoint: EndpointRef, name: string) =>
    orAbsent(`read deployment ${name}`, () => {
      const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
      return client.onlineDeployments.get(group, workspace, endpoint.name, name);
    });
  return {
    async get(endpoint, name) {
      const found = await find(endpoint, name);
      return found && toDeploymentFacts(name, found);
    },
    list: async (endpoint) => (await orAbsent('list deployments', () => listed(arm, endpoint))) ?? [],
    begin: (endpoint, name, request) =>
      orRefused(`create deployment ${name} of endpoint ${endpoint.name}`, async () => {
        const known = await find(endpoint, name);
        if (known?.properties.provisioningState === 'Deleting') throw stillDeleting(name);
        if (known) return done({});
        const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
        const body = toNewDeployment(request);
        const extra = withProperties(unknownToClient(request));
        await beginCreation(
          (options) =>
            client.onlineDeployments.beginCreateOrUpdate(group, workspace, endpoint.name, name, body, {
              ...extra,
              ...options,
            }),
          () => find(endpoint, name),
        );
        return done({});
      }),
    check: (endpoint, name) =>
      orRefused(`read deployment ${name} of endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint, name);
        return progressOf(arm, {
          what: `deployment ${name} of endpoint ${endpoint.name}`,
          slug: 'deployment-failed',
          found: found && { ...found.properties, value: toDeploymentFacts(name, found) },
        });
      }),
    beginScale: (endpoint, name, instanceCount) =>
      orRefused(`scale deployment ${name} of endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint, name);
        if (!found || found.sku?.capacity === instanceCount) return done({});
        const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
        const body = { sku: { ...found.sku, name: found.sku?.name ?? 'Default', capacity: instanceCount } };
        await beginOnly((options) =>
          client.onlineDeployments.beginUpdate(group, workspace, endpoint.name, name, body, options),
        );
        return done({});
      }),
    beginDelete: (endpoint, name) =>
      orRefused(`delete deployment ${name} of endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint, name);
        if (!found || found.properties.provisioningState === 'Deleting') return done({});
        const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
        await beginOnly((options) =>
          client.onlineDeployments.beginDelete(group, workspace, endpoint.name, name, options),
        );
        return done({});
      }),
    logs: (endpoint, name) => logsOf(arm, endpoint, name),
  };
}

const stillDeleting = (name: string) => troubled('conflict', `deployment ${name} is still being deleted`);

async function listed(arm: Arm, endpoint: EndpointRef): Promise<DeploymentFacts[]> {
  const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
  const found: DeploymentFacts[] = [];
  for await (const deployment of client.onlineDeployments.list(group, workspace, endpoint.name)) {
    found.push(toDeploymentFacts(deployment.name ?? '', deployment));
  }
  return found;
}

const lastLines = 500;

/** A container that has never started has no log: the service refuses to give one, and that is no trouble. */
async function logsOf(arm: Arm, endpoint: EndpointRef, name: string) {
  const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
  const logs: { readonly container: string; readonly text: string }[] = [];
  for (const containerType of ['InferenceServer', 'StorageInitializer'] as const) {
    const answer = await orAbsent(`read the log of ${containerType} of deployment ${name}`, async () => {
      try {
        const body = { containerType, tail: lastLines };
        return await client.onlineDeployments.getLogs(group, workspace, endpoint.name, name, body);
      } catch (problem) {
        if (isRestError(problem) && problem.statusCode === 400) return undefined;
        throw problem;
      }
    });
    if (answer?.content) logs.push({ container: containerType, text: withoutSecrets(answer.content) });
  }
  return logs;
}
