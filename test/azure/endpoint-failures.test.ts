import { describe, expect, test } from 'vitest';
import type { EndpointRef } from '../../domain/workspace.ts';
import { emulatedWorldOfThisFile } from './emulated-azure-fixture.ts';
import { endpointBody, newName, settledEndpoint } from './flow-fixture.ts';

const emulated = emulatedWorldOfThisFile();

const newEndpoint = (): EndpointRef => ({ workspaceId: emulated().workspaceId, name: newName() });

const settled = (endpoint: EndpointRef) => settledEndpoint(emulated().world, endpoint);

describe('a new endpoint', () => {
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

  test('that the app may not even read is refused, and is when it is looked at', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({ name: 'forbidden', target: `GET .*/${endpoint.name}$`, count: 2 });

    const refusal = {
      kind: 'refused',
      fault: {
        slug: 'missing-permission',
        message: expect.stringContaining(`Could not read endpoint ${endpoint.name}`),
      },
    };
    expect(await world.endpoints.begin(endpoint, endpointBody())).toMatchObject(refusal);
    expect(await world.endpoints.check(endpoint)).toMatchObject(refusal);
  });

  test('is trouble worth another try while the service is down', async () => {
    const { world, azure } = emulated();
    const endpoint = newEndpoint();
    azure.cloud.faults.add({ name: 'throttled', target: `GET .*/${endpoint.name}$`, count: 3, seconds: 1 });

    await expect(world.endpoints.begin(endpoint, endpointBody())).rejects.toThrow('throttled: could not read endpoint');
  });
});
