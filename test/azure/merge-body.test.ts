import { createHttpHeaders, createPipelineRequest, type PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { mergeBodyPolicy, withProperties } from '../../azure/merge-body.ts';
import { scriptedArm } from './arm-fixture.ts';

const workspaceId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';

function put(properties: Record<string, unknown>) {
  const { arm, sent } = scriptedArm(({ body }) => ({ status: 200, body }));
  const { client, group, workspace } = arm.machineLearning(workspaceId);
  const body = { location: 'x', properties: { authMode: 'Key', traffic: { blue: 100 }, mirrorTraffic: { green: 5 } } };
  const call = client.onlineEndpoints.beginCreateOrUpdate(group, workspace, 'e', body, withProperties(properties));
  return call.then(() => sent[0]);
}

describe('properties that the client does not know', () => {
  test('are dropped by it', async () => {
    expect((await put({}))?.body).toEqual({
      location: 'x',
      properties: { authMode: 'Key', traffic: { blue: 100 } },
    });
  });

  test('are carried in, deeply, and everything else stays', async () => {
    expect((await put({ mirrorTraffic: { grün: 10 }, traffic: { red: 0 } }))?.body).toEqual({
      location: 'x',
      properties: { authMode: 'Key', traffic: { blue: 100, red: 0 }, mirrorTraffic: { grün: 10 } },
    });
  });

  test('leave no trace in the headers', async () => {
    const request = await put({ mirrorTraffic: { green: 10 } });

    expect(Object.keys(request?.headers ?? {}).filter((name) => name.includes('flowferry'))).toEqual([]);
  });

  test('are merged into writes alone', async () => {
    const headers = withProperties({ mirrorTraffic: {} }).requestOptions?.customHeaders ?? {};
    const request = createPipelineRequest({
      url: 'https://x',
      method: 'POST',
      body: '{}',
      headers: createHttpHeaders(headers),
    });
    let passed: PipelineRequest | undefined;

    await mergeBodyPolicy.sendRequest(request, (next) => {
      passed = next;
      return Promise.resolve({ request: next, status: 200, headers: createHttpHeaders() });
    });

    expect(passed?.body).toBe('{}');
    expect(passed?.headers.toJSON()).toEqual({});
  });
});
