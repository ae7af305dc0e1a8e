import { describe, expect, test } from 'vitest';
import type { EndpointRef } from '../../domain/workspace.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import {
  deploymentRequest,
  endpointBody,
  newName,
  readyDeployment,
  readyEndpoint,
  registeredAssets,
} from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

const newEndpoint = (): EndpointRef => ({ workspaceId: emulated().workspaceId, name: newName() });

const sent = (method: string, endpoint: EndpointRef) =>
  emulated()
    .azure.requests.all()
    .filter((request) => request.method === method && request.path.endsWith(`/onlineEndpoints/${endpoint.name}`));

const settled = (endpoint: EndpointRef) =>
  until(
    () => emulated().world.endpoints.check(endpoint),
    (answer) => answer.kind === 'refused' || answer.value.state === 'done',
  );

describe('a new endpoint', () => {
  test('is begun with one request, and is there when its operation has ended', async () => {
    const { world } = emulated();
    const endpoint = newEndpoint();
    expect(await world.endpoints.get(endpoint)).toBeUndefined();

    expect(await world.endpoints.begin(endpoint, endpointBody())).toEqual({ kind: 'done', value: {} });

    expect(sent('PUT', endpoint).map(({ body, apiVersion }) => ({ body, apiVersion }))).toEqual([
      {
        apiVersion: '2024-10-01',
        body: {
          location: 'eastus',
          kind: 'Managed',
          tags: { team: 'flows' },
          identity: { type: 'SystemAssigned' },
          properties: { authMode: 'Key', description: 'says what it hears', publicNetworkAccess: 'Enabled' },
        },
      },
    ]);
    expect(
      emulated()
        .azure.requests.all()
        .filter(({ path }) => path.includes('mfeOperation')),
    ).toEqual([]);
    const done = await settled(endpoint);
    const facts = await world.endpoints.get(endpoint);
    expect(done).toEqual({ kind: 'done', value: { state: 'done', value: facts } });
    expect(facts).toEqual({
      name: endpoint.name,
      state: 'Succeeded',
      auth: 'key',
      identity: { kind: 'system', identityIds: [], principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      traffic: {},
      scoringUri: `https://${endpoint.name}.eastus.inference.ml.azure.com/score`,
      tags: { team: 'flows' },
    });
  });

  test('is running until then', async () => {
    const { world } = emulated();
    const endpoint = newEndpoint();
    expect(await world.endpoints.check(endpoint)).toEqual({ kind: 'done', value: { state: 'running' } });

    await world.endpoints.begin(endpoint, endpointBody());

    expect(await world.endpoints.check(endpoint)).toEqual({ kind: 'done', value: { state: 'running' } });
  });

  test('begun twice is begun once', async () => {
    const { world } = emulated();
    const endpoint = newEndpoint();

    await world.endpoints.begin(endpoint, endpointBody());
    expect(await world.endpoints.begin(endpoint, endpointBody())).toEqual({ kind: 'done', value: {} });

    expect(sent('PUT', endpoint)).toHaveLength(1);
  });

  test('is begun though the answer is lost', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({ name: 'lost-answer', target: `PUT .*/${endpoint.name}$`, count: 1 });

    expect(await world.endpoints.begin(endpoint, endpointBody())).toEqual({ kind: 'done', value: {} });

    expect(await settled(endpoint)).toMatchObject({ kind: 'done' });
  });

  test('that is not found at once is still coming', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    await world.endpoints.begin(endpoint, endpointBody());
    azure.cloud.faults.add({ name: 'not-found-after-create', target: `GET .*/${endpoint.name}$`, count: 1 });

    expect(await world.endpoints.check(endpoint)).toEqual({ kind: 'done', value: { state: 'running' } });
  });

  test.each([
    ['aml_token', 'AMLToken'],
    ['aad_token', 'AADToken'],
  ] as const)('signs callers in with %s', async (auth, authMode) => {
    const { world, workspaceId } = emulated();
    const endpoint = await readyEndpoint(world, workspaceId, { auth, publicNetworkAccess: false });

    expect(sent('PUT', endpoint)[0]?.body).toMatchObject({ properties: { authMode, publicNetworkAccess: 'Disabled' } });
    expect((await world.endpoints.get(endpoint))?.auth).toBe(auth);
  });

  test('may enforce access to the default secret stores', async () => {
    const { world } = emulated();
    const endpoint = newEndpoint();

    await world.endpoints.begin(endpoint, endpointBody({ enforceConnectionSecrets: true }));

    expect(sent('PUT', endpoint)[0]?.body).toMatchObject({
      properties: { properties: { enforce_access_to_default_secret_stores: 'enabled' } },
    });
  });

  test('under a name that somebody holds in the region is refused', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.takenNames.set(endpoint.name, true);

    expect(await world.endpoints.begin(endpoint, endpointBody())).toMatchObject({
      kind: 'refused',
      fault: { slug: 'endpoint-conflict', message: expect.stringContaining('already exists') },
    });
  });

  test('whose creation fails is refused with the reason that only its operation knows', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({
      name: 'failing-operation',
      target: endpoint.name,
      count: 1,
      code: 'OutOfQuota',
      message: 'There is no more room for endpoints.',
    });

    await world.endpoints.begin(endpoint, endpointBody());

    expect(await settled(endpoint)).toMatchObject({
      kind: 'refused',
      fault: {
        slug: 'operation-failed',
        message: `Endpoint ${endpoint.name} is Failed. OutOfQuota: There is no more room for endpoints.`,
        remedy: expect.stringContaining('quota'),
      },
    });
  });

  test('whose reason may not be read is refused without it', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({ name: 'failing-operation', target: endpoint.name, count: 1 });
    azure.cloud.faults.add({ name: 'forbidden', target: 'GET .*mfeOperationsStatus', count: 1 });

    await world.endpoints.begin(endpoint, endpointBody());

    expect(await settled(endpoint)).toMatchObject({
      kind: 'refused',
      fault: { message: `Endpoint ${endpoint.name} is Failed. The service gives no reason.` },
    });
  });

  test('that the app may not create is refused, and then nothing was begun', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({ name: 'forbidden', target: `PUT .*/${endpoint.name}$`, count: 1 });

    expect(await world.endpoints.begin(endpoint, endpointBody())).toMatchObject({
      kind: 'refused',
      fault: { slug: 'missing-permission' },
    });
    expect(await world.endpoints.get(endpoint)).toBeUndefined();
  });

  test('is trouble worth another try while the service is down', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({ name: 'throttled', target: `GET .*/${endpoint.name}$`, count: 3, seconds: 1 });

    await expect(world.endpoints.begin(endpoint, endpointBody())).rejects.toThrow('throttled: could not read endpoint');
  });
});

describe('the traffic of an endpoint', () => {
  test('changes, and everything else stays', async () => {
    const { world, azure, workspaceId } = emulated();
    const endpoint = await readyEndpoint(world, workspaceId);
    const assets = await registeredAssets(world, workspaceId);
    for (const name of ['blue', 'green']) {
      expect(await readyDeployment(world, endpoint, name, deploymentRequest(assets))).toMatchObject({ kind: 'done' });
    }
    await world.endpoints.beginTraffic(endpoint, { blue: 100 });
    await settled(endpoint);
    await mirror(endpoint, { green: 20 });
    const before = azure.cloud.endpoints.get(idOf(endpoint))?.resource;
    expect(before?.properties['mirrorTraffic']).toEqual({ green: 20 });

    expect(await world.endpoints.beginTraffic(endpoint, { blue: 100, green: 0 })).toEqual({ kind: 'done', value: {} });
    await settled(endpoint);

    const after = azure.cloud.endpoints.get(idOf(endpoint))?.resource;
    expect(after?.properties.traffic).toEqual({ blue: 100, green: 0 });
    expect(withoutTraces(after)).toEqual({
      ...withoutTraces(before),
      properties: { ...withoutTraces(before).properties, traffic: { blue: 100, green: 0 } },
    });
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

describe('an endpoint that is deleted', () => {
  test('goes, and deleting it again succeeds', async () => {
    const { world, workspaceId } = emulated();
    const endpoint = await readyEndpoint(world, workspaceId);

    expect(await world.endpoints.beginDelete(endpoint)).toEqual({ kind: 'done', value: {} });
    expect(await world.endpoints.beginDelete(endpoint)).toEqual({ kind: 'done', value: {} });
    await expect(world.endpoints.begin(endpoint, endpointBody())).rejects.toThrow('conflict: ');
    await until(
      () => world.endpoints.get(endpoint),
      (found) => found === undefined,
    );

    expect(await world.endpoints.beginDelete(endpoint)).toEqual({ kind: 'done', value: {} });
    expect(sent('DELETE', endpoint)).toHaveLength(1);
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
