import { beforeAll, describe, expect, test } from 'vitest';
import { createScoring } from '../../azure/scoring.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { EndpointRef } from '../../domain/workspace.ts';
import type { ScoringAnswer } from '../../domain/world.ts';
import { credential, scriptedArm } from './arm-fixture.ts';
import { emulatedWorldOfThisFile, until } from './emulated-azure-fixture.ts';
import { deploymentRequest, newName, readyDeployment, readyEndpoint, registeredAssets } from './flow-fixture.ts';
import { scriptedHttp } from './scripted-http.ts';

const emulated = emulatedWorldOfThisFile();
const endpoints: Record<string, EndpointRef> = {};

const endpointOf = (auth: string) => {
  const found = endpoints[auth];
  if (!found) throw new Error(`no endpoint for ${auth}`);
  return found;
};

/** An endpoint for each way to sign in: blue takes the traffic, green none. */
beforeAll(async () => {
  const { world, workspaceId } = emulated();
  const assets = await registeredAssets(world, workspaceId);
  for (const auth of ['key', 'aml_token', 'aad_token'] as const) {
    const endpoint = await readyEndpoint(world, workspaceId, { auth });
    for (const name of ['blue', 'green']) await readyDeployment(world, endpoint, name, deploymentRequest(assets));
    await world.endpoints.beginTraffic(endpoint, { blue: 100 });
    await until(
      () => world.endpoints.get(endpoint),
      (found) => found?.state === 'Succeeded' && found.traffic['blue'] === 100,
    );
    endpoints[auth] = endpoint;
  }
});

async function scored(asked: Promise<Outcome<ScoringAnswer>>): Promise<ScoringAnswer> {
  const outcome = await asked;
  if (outcome.kind === 'refused') throw new Error(outcome.fault.message);
  return outcome.value;
}

describe('a scoring request', () => {
  test.each(['key', 'aml_token', 'aad_token'])('is let in where callers sign in with %s', async (auth) => {
    const { world } = emulated();

    const answer = await scored(
      world.scoring.score(endpointOf(auth), { body: { text: 'hello' }, timeoutInSeconds: 10 }),
    );

    expect(answer).toMatchObject({ status: 200, headers: { 'azureml-model-deployment': 'blue' } });
    expect(JSON.parse(answer.body)).toEqual({ answer: expect.stringMatching(/./) });
    expect(answer.latencyInSeconds).toBeGreaterThan(0);
  });

  test('goes to the deployment it names, whatever the traffic says', async () => {
    const { world } = emulated();
    const request = { deployment: 'green', body: { text: 'hello' }, timeoutInSeconds: 10 };

    const answer = await scored(world.scoring.score(endpointOf('key'), request));

    expect(answer.headers['azureml-model-deployment']).toBe('green');
  });

  test('that the model fails is answered with its error, and sent once', async () => {
    const { world, azure, listen } = emulated();
    const endpoint = endpointOf('key');
    azure.scoring.behaviours.add({ endpoint: endpoint.name, deployment: 'green', errorRate: 1, errorStatus: 500 });
    const heard = listen();

    const request = { deployment: 'green', body: { text: 'hello' }, timeoutInSeconds: 10 };
    const answer = await scored(world.scoring.score(endpoint, request));
    azure.scoring.behaviours.clear();

    expect(answer).toMatchObject({ status: 424, headers: { 'ms-azureml-model-error-statuscode': '500' } });
    expect(answer.body).toContain('SystemError');
    expect(heard().filter(({ path }) => path === '/score')).toHaveLength(1);
  });

  test('that is not answered in time is a 408', async () => {
    const { world, azure } = emulated();
    const endpoint = endpointOf('key');
    azure.scoring.behaviours.add({ endpoint: endpoint.name, latencyInMs: 190_000, latencySpread: 0 });

    const answer = await scored(world.scoring.score(endpoint, { body: { text: 'hello' }, timeoutInSeconds: 0.02 }));
    azure.scoring.behaviours.clear();

    expect(answer).toMatchObject({ status: 408, body: '' });
  });

  test('to an endpoint that is not there is refused', async () => {
    const { world, workspaceId } = emulated();
    const request = { body: {}, timeoutInSeconds: 1 };

    const answer = await world.scoring.score({ workspaceId, name: newName() }, request);

    expect(answer).toMatchObject({ kind: 'refused', fault: { slug: 'operation-failed' } });
  });

  test('for which the app may not read the key is refused with what is missing', async () => {
    const { world, azure } = emulated();
    azure.cloud.faults.add({ name: 'forbidden', target: 'POST .*/listKeys', count: 1 });

    const answer = await world.scoring.score(endpointOf('key'), { body: {}, timeoutInSeconds: 1 });

    expect(answer).toMatchObject({ kind: 'refused', fault: { slug: 'missing-permission' } });
  });

  test('cut off on the way is thrown, to be tried again', async () => {
    const { world, azure } = emulated();
    azure.cloud.faults.add({ name: 'connection-reset', target: 'POST .*/score', count: 1 });

    const scoring = world.scoring.score(endpointOf('key'), { body: {}, timeoutInSeconds: 5 });

    await expect(scoring).rejects.toThrow('unreachable: could not send a request to endpoint');
  });
});

const aWorkspaceEndpoint = {
  workspaceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/flows-dev',
  name: 'e',
};

describe('keys and tokens', () => {
  const secret = 'a-key-that-nobody-may-see';
  const scoringSuffix = 'inference.ml.azure.com';

  test.each([
    'https://evil.example/score',
    'https://inference.ml.azure.com.evil.example/score',
    'https://evilinference.ml.azure.com/score',
    'http://e.x.inference.ml.azure.com/score',
    'https://e.x.inference.ml.azure.us/score',
    '',
  ])('are not sent to "%s", whoever wrote it into the endpoint', async (scoringUri) => {
    const { arm, sent } = scriptedArm(() => ({
      status: 200,
      body: { location: 'x', properties: { authMode: 'Key', scoringUri } },
    }));
    const elsewhere = scriptedHttp(() => ({ status: 200 }));
    const options = { arm, credential, scoringScope: 'x', scoringSuffix, httpClient: elsewhere.client };

    const answer = await createScoring(options).score(aWorkspaceEndpoint, { body: {}, timeoutInSeconds: 1 });

    expect(answer).toMatchObject({ kind: 'refused', fault: { message: expect.stringContaining('is not under') } });
    expect(elsewhere.sent).toEqual([]);
    expect(sent.filter(({ url }) => url.includes('listKeys'))).toEqual([]);
  });

  test('do not follow where an answer points', async () => {
    const { arm } = scriptedArm(({ url }) => ({
      status: 200,
      body: url.includes('listKeys')
        ? { primaryKey: secret }
        : { location: 'x', properties: { authMode: 'Key', scoringUri: 'https://e.x.inference.ml.azure.com/score' } },
    }));
    const model = scriptedHttp(() => ({ status: 307, headers: { location: 'https://evil.example/' } }));
    const options = { arm, credential, scoringScope: 'x', scoringSuffix, httpClient: model.client };

    const answer = await createScoring(options).score(aWorkspaceEndpoint, { body: {}, timeoutInSeconds: 1 });

    expect(answer).toMatchObject({ value: { status: 307 } });
    expect(model.sent).toHaveLength(1);
  });

  test('do not leave, even when a model repeats its request', async () => {
    const { arm } = scriptedArm(({ url }) => ({
      status: 200,
      body: url.includes('listKeys')
        ? { primaryKey: secret }
        : { location: 'x', properties: { authMode: 'Key', scoringUri: 'https://e.x.inference.ml.azure.com/score' } },
    }));
    const model = scriptedHttp(({ headers }) => ({ status: 200, body: headers, headers: { 'set-cookie': secret } }));
    const scope = 'https://ml.azure.com/.default';
    const scoring = createScoring({ arm, credential, scoringScope: scope, scoringSuffix, httpClient: model.client });

    const answer = await scored(scoring.score(aWorkspaceEndpoint, { body: {}, timeoutInSeconds: 1 }));

    expect(model.sent[0]?.headers['authorization']).toBe(`Bearer ${secret}`);
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(answer.body).toContain('Bearer …');
  });
});
