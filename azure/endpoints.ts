import { done, refused } from '../domain/outcome.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { EndpointFacts, Endpoints } from '../domain/world.ts';
import type { Arm } from './arm.ts';
import { beginCreation, beginOnly } from './begin-only.ts';
import { mirrorTrafficOf, toEndpointFacts, toNewEndpoint, withTraffic } from './endpoint-body.ts';
import { orAbsent, orRefused, orThrow, troubled } from './failures.ts';
import { withProperties } from './merge-body.ts';
import { progressOf } from './progress.ts';

/** Managed online endpoints. Only one writer at a time: they know no ETags, and a write replaces all. */
export function createEndpoints(arm: Arm): Endpoints {
  const find = (endpoint: EndpointRef) =>
    orAbsent(`read endpoint ${endpoint.name}`, () => {
      const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
      return client.onlineEndpoints.get(group, workspace, endpoint.name);
    });
  return {
    async get(endpoint) {
      const found = await find(endpoint);
      return found && toEndpointFacts(endpoint.name, found);
    },
    list: (workspaceId) =>
      orThrow('list endpoints', async () => {
        const { client, group, workspace } = arm.machineLearning(workspaceId);
        const found: EndpointFacts[] = [];
        for await (const each of client.onlineEndpoints.list(group, workspace)) {
          found.push(toEndpointFacts(each.name ?? '', each));
        }
        return found;
      }),
    begin: (endpoint, body) =>
      orRefused(`create endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint);
        if (found?.properties.provisioningState === 'Deleting') throw stillDeleting(endpoint);
        if (found) return done({});
        const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
        await beginCreation(
          (options) =>
            client.onlineEndpoints.beginCreateOrUpdate(group, workspace, endpoint.name, toNewEndpoint(body), options),
          () => find(endpoint),
        );
        return done({});
      }),
    check: (endpoint) =>
      orRefused(`read endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint);
        return progressOf(arm, {
          what: `endpoint ${endpoint.name}`,
          slug: 'operation-failed',
          found: found && { ...found.properties, value: toEndpointFacts(endpoint.name, found) },
        });
      }),
    beginTraffic: (endpoint, traffic, mirror) =>
      orRefused(`change the traffic of endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint);
        if (!found) return noEndpoint(endpoint);
        const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
        const mirrored = withProperties(mirror ? { mirrorTraffic: mirror } : mirrorTrafficOf(found));
        await beginOnly((options) =>
          client.onlineEndpoints.beginCreateOrUpdate(group, workspace, endpoint.name, withTraffic(found, traffic), {
            ...mirrored,
            ...options,
          }),
        );
        return done({});
      }),
    beginDelete: (endpoint) =>
      orRefused(`delete endpoint ${endpoint.name}`, async () => {
        const found = await find(endpoint);
        if (!found || found.properties.provisioningState === 'Deleting') return done({});
        const { client, group, workspace } = arm.machineLearning(endpoint.workspaceId);
        await beginOnly((options) => client.onlineEndpoints.beginDelete(group, workspace, endpoint.name, options));
        return done({});
      }),
  };
}

const stillDeleting = (endpoint: EndpointRef) =>
  troubled('conflict', `endpoint ${endpoint.name} is still being deleted`);

const noEndpoint = (endpoint: EndpointRef) =>
  refused(
    'operation-failed',
    `Endpoint ${endpoint.name} is not there, so its traffic cannot be changed`,
    'Somebody deleted it meanwhile. Release again: a release makes its endpoint.',
  );
