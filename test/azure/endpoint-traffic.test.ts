import { describe, expect, test } from 'vitest';
import type { EndpointRef } from '../../domain/workspace.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { deploymentRequest, newName, readyDeployment, readyEndpoint, registeredAssets } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

const newEndpoint = (): EndpointRef => ({ workspaceId: emulated().workspaceId, name: newName() });

const settled = (endpoint: EndpointRef) =>
  until(
    () => emulated().world.endpoints.check(endpoint),
    (answer) => answer.kind === 'refused' || answer.value.state === 'done',
  );

describe('the traffic of an endpoint', () => {
  test('changes, and everything else stays', async () => {
    const { world, azure, workspaceId, listen } = emulated();
    const endpoint = await readyEndpoint(world, workspaceId);
    const created = azure.cloud.endpoints.get(idOf(endpoint))?.resource;
    const assets = await registeredAssets(world, workspaceId);
    for (const name of ['blue', 'green']) {
      expect(await readyDeployment(world, endpoint, name, deploymentRequest(assets))).toMatchObject({ kind: 'done' });
    }
    await world.endpoints.beginTraffic(endpoint, { blue: 100 });
    await settled(endpoint);
    await mirror(endpoint, { green: 20 });
    const before = azure.cloud.endpoints.get(idOf(endpoint))?.resource;
    expect(before?.properties['mirrorTraffic']).toEqual({ green: 20 });

    const heard = listen();

    expect(await world.endpoints.beginTraffic(endpoint, { blue: 100, green: 0 })).toEqual({ kind: 'done', value: {} });
    await settled(endpoint);

    expect(heard().find(({ method }) => method === 'PUT')?.body).toEqual({
      location: 'eastus',
      kind: 'Managed',
      tags: { team: 'flows' },
      identity: { type: 'SystemAssigned' },
      properties: {
        authMode: 'Key',
        description: 'says what it hears',
        publicNetworkAccess: 'Enabled',
        properties: before?.properties.properties,
        traffic: { blue: 100, green: 0 },
        mirrorTraffic: { green: 20 },
      },
    });

    const after = azure.cloud.endpoints.get(idOf(endpoint))?.resource;
    expect(after?.properties.traffic).toEqual({ blue: 100, green: 0 });
    expect(withoutTraces(after)).toEqual({
      ...withoutTraces(before),
      properties: { ...withoutTraces(before).properties, traffic: { blue: 100, green: 0 } },
    });
    expect(after?.tags).toEqual(created?.tags);
    expect(after?.identity).toEqual(created?.identity);
  });

  test('that the service refuses is refused', async () => {
    const { world, workspaceId } = emulated();
    const endpoint = await readyEndpoint(world, workspaceId);

    expect(await world.endpoints.beginTraffic(endpoint, { nobody: 100 })).toMatchObject({
      kind: 'refused',
      fault: { slug: 'operation-failed', message: expect.stringContaining('nobody') },
    });
  });

  test('is trouble worth another try while another change is under way', async () => {
    const { world, workspaceId } = emulated();
    const endpoint = await readyEndpoint(world, workspaceId);
    await world.endpoints.beginTraffic(endpoint, {});

    await expect(world.endpoints.beginTraffic(endpoint, {})).rejects.toThrow(/^conflict: could not change the traffic/);
  });

  test('of an endpoint that is not there is refused', async () => {
    const { world } = emulated();

    expect(await world.endpoints.beginTraffic(newEndpoint(), {})).toMatchObject({ kind: 'refused' });
  });
});

const idOf = (endpoint: EndpointRef) => `${endpoint.workspaceId}/onlineEndpoints/${endpoint.name}`;

/** Mirrors traffic as a person would, past the adapter. */
async function mirror(endpoint: EndpointRef, mirrorTraffic: Readonly<Record<string, number>>) {
  const { azure } = emulated();
  const found = azure.cloud.endpoints.get(idOf(endpoint))?.resource;
  const answer = await fetch(`${azure.url}${idOf(endpoint)}?api-version=2024-10-01`, {
    method: 'PUT',
    headers: {
      'x-forwarded-host': 'management.azure.com',
      authorization: 'Bearer tok:https://management.azure.com/.default',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ ...found, properties: { ...found?.properties, mirrorTraffic } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await settled(endpoint);
}

/** Without what the service writes anew with every change. */
function withoutTraces(resource: object | undefined) {
  const copy = structuredClone(resource) as { systemData?: unknown; properties: Record<string, unknown> };
  copy.systemData = undefined;
  const { AzureAsyncOperationUri: _, ...kept } = copy.properties['properties'] as Record<string, string>;
  copy.properties['properties'] = kept;
  return copy;
}
