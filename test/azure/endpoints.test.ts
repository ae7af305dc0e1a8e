import { describe, expect, test } from 'vitest';
import type { EndpointRef } from '../../domain/workspace.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { endpointBody, newName, readyEndpoint, settledEndpoint } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

const newEndpoint = (): EndpointRef => ({ workspaceId: emulated().workspaceId, name: newName() });

const sent = (method: string, endpoint: EndpointRef) =>
  emulated()
    .azure.requests.all()
    .filter((request) => request.method === method && request.path.endsWith(`/onlineEndpoints/${endpoint.name}`));

const settled = (endpoint: EndpointRef) => settledEndpoint(emulated().world, endpoint);

describe('a new endpoint', () => {
  test('is begun with one request, and is there when its operation has ended', async () => {
    const { world } = emulated();
    const endpoint = newEndpoint();
    expect(await world.endpoints.get(endpoint)).toBeUndefined();

    expect(await world.endpoints.begin(endpoint, endpointBody())).toEqual({ kind: 'done', value: {} });

    expect((await world.endpoints.list(endpoint.workspaceId)).map(({ name }) => name)).toContain(endpoint.name);
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
      mirror: {},
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
