import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addConnection, type ConnectionFacts, createWorkspace } from '../../../emulator/azure/workspace.ts';
import { ask } from '../../support/azure-client.ts';
import { azureForTests, type StartedAzure } from '../../support/emulated-azure.ts';
import { hasContractData } from '../../support/openapi.ts';
import { missingFrom, recordingsOf } from '../../support/recordings.ts';

// These belong to operations of the control plane; those of run history are replayed where run history is tested.
const kinds = [
  'workspace_get',
  'datastore_get',
  'datastore_listsecrets',
  'connections_list',
  'connection_listsecrets',
  'dataversion_get',
];
const recordings = hasContractData ? recordingsOf(kinds) : [];

describe.runIf(hasContractData)('what was recorded in the real Azure is answered in the same shape', () => {
  let tests: Awaited<ReturnType<typeof azureForTests>>;
  let started: StartedAzure;
  beforeAll(async () => {
    tests = await azureForTests();
    started = await tests.start();
    await makeWhatWasThere();
  });
  afterAll(() => tests.stop());

  /** The workspace of the recordings, with the connections and data that were in it. */
  async function makeWhatWasThere() {
    const subscriptionId = '00000000-0000-0000-0000-000000000000';
    const place = { name: '00000', resourceGroup: '00000', subscriptionId, location: 'eastus2euap' };
    const workspace = createWorkspace(started.azure.cloud, place);
    const listed = [...recordingsOf(['connections_list']), ...recordingsOf(['connection_listsecrets'])];
    const recorded = listed.flatMap(({ response }) => {
      const body = response.body as { value?: object[] };
      return body.value ?? [body];
    }) as { name: string; properties: ConnectionFacts }[];
    for (const { name, properties } of recorded) addConnection(started.azure.cloud, workspace.id, name, properties);
    const dataUri = 'azureml://datastores/workspaceblobstore/paths/LocalUpload/x/data.jsonl';
    await ask(started.azure.url, {
      ...{ method: 'PUT', path: `${workspace.id}/data/webClassification1/versions/1` },
      body: { properties: { dataType: 'uri_file', dataUri } },
    });
  }

  test.each(recordings.map((recording) => [recording.name, recording] as const))('%s', async (_, recording) => {
    const { pathname, searchParams } = new URL(recording.request.uri);

    const answer = await ask(started.azure.url, {
      ...{ method: recording.request.method, path: pathname },
      apiVersion: searchParams.get('api-version') ?? '2023-04-01-preview',
      ...(recording.request.body !== null && { body: recording.request.body }),
    });

    expect(answer.status).toBe(recording.response.status.code);
    expect(missingFrom(recording.response.body, answer.body)).toEqual([]);
  });

  test('and there is something to replay', () => {
    console.info(`${recordings.length} recorded exchanges of the control plane replayed`);
    expect(recordings).toHaveLength(8);
  });
});

describe('a shape is compared', () => {
  test.each([
    ['a key that is not there', { a: 1, b: null }, { a: 1 }],
    ['another type', { a: '1' }, { a: 1 }],
    ['a list that is none', { a: [] }, { a: {} }],
    ['an element of a list', { a: [{ b: 1 }] }, { a: [{}] }],
  ])('and differs by %s', (_, recorded, given) => {
    expect(missingFrom(recorded, given)).not.toEqual([]);
  });

  test('and is the same, with other values and more of them', () => {
    expect(missingFrom({ a: [{ b: 1 }], c: null }, { a: [{ b: 2, d: 3 }], c: 'now' })).toEqual([]);
  });
});

test.skipIf(hasContractData)('the contract data is not here: recorded exchanges are not replayed', () => {
  console.warn('../shared/data/recordings is not there');
});
