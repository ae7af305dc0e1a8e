import { afterEach, describe, expect, test } from 'vitest';
import { grant } from '../../../../emulator/azure/authorization/access.ts';
import { roles } from '../../../../emulator/azure/authorization/roles.ts';
import {
  addDeployment,
  addEndpoint,
  type DeploymentFacts,
  type EndpointFacts,
  emptyCloud,
  servedCloud,
} from './scored-endpoint.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serving(endpointFacts: EndpointFacts = { traffic: { blue: 100 } }, blue: DeploymentFacts = {}) {
  const { cloud, workspace } = emptyCloud();
  const endpoint = addEndpoint(cloud, workspace.id, endpointFacts);
  addDeployment(cloud, endpoint, 'blue', blue);
  addDeployment(cloud, endpoint, 'green');
  const served = await servedCloud(cloud);
  stops.push(served.front.stop);
  return { cloud, workspace, endpoint, ...served };
}

describe('who may ask (Learn: Authenticate clients for online endpoints)', () => {
  test.each([
    ['the first key opens', 'Key', 'Bearer first-key', 200],
    ['the second key opens', 'Key', 'Bearer second-key', 200],
    ['a wrong key does not', 'Key', 'Bearer other', 401],
    ['no header does not', 'Key', '', 401],
    ['a token of the endpoint opens', 'AMLToken', 'Bearer good-token', 200],
    ['an expired token does not', 'AMLToken', 'Bearer old-token', 401],
    ['a key does not open token mode', 'AMLToken', 'Bearer first-key', 401],
    ['an Entra token for the scoring scope opens', 'AADToken', 'Bearer tok:https://ml.azure.com/.default', 200],
    [
      'an Entra token for the control plane does not',
      'AADToken',
      'Bearer tok:https://management.azure.com/.default',
      401,
    ],
    ['an Entra token of a stranger is forbidden', 'AADToken', 'Bearer tok:https://ml.azure.com/.default#stranger', 403],
  ] as const)('%s', async (_fact, authMode, authorization, status) => {
    const { score } = await serving({ authMode, traffic: { blue: 100 } });

    expect((await score({ authorization })).status).toBe(status);
  });

  test('a role on the endpoint lets a stranger in', async () => {
    const { cloud, endpoint, score } = await serving({ authMode: 'AADToken', traffic: { blue: 100 } });
    grant(cloud, roles.dataScientist, 'stranger', endpoint.resource.id);

    expect((await score({ authorization: 'Bearer tok:https://ml.azure.com/.default#stranger' })).status).toBe(200);
  });
});

describe('which deployment answers (Learn: Safe rollout for online endpoints)', () => {
  test('traffic is split as the endpoint says', async () => {
    const { score } = await serving({ traffic: { blue: 70, green: 30 } });

    const answers = await Promise.all(Array.from({ length: 200 }, () => score()));

    const names = answers.map(({ headers }) => headers.get('azureml-model-deployment'));
    expect(names.filter((name) => name === 'green').length).toBeGreaterThan(30);
    expect(names.filter((name) => name === 'green').length).toBeLessThan(90);
    expect(new Set(names)).toEqual(new Set(['blue', 'green']));
  });

  test('the split is the same for the same seed', async () => {
    const walk = async () => {
      const { score } = await serving({ traffic: { blue: 50, green: 50 } });
      const names: (string | null)[] = [];
      for (let at = 0; at < 20; at++) names.push((await score()).headers.get('azureml-model-deployment'));
      return names;
    };

    expect(await walk()).toEqual(await walk());
  });

  test('a header pins a deployment that gets no traffic', async () => {
    const { score } = await serving();
    const response = await score({ 'azureml-model-deployment': 'green' });

    expect(response.headers.get('azureml-model-deployment')).toBe('green');
    expect(await response.json()).toEqual({ category: 'App' });
  });

  test.each([
    ['no deployment has a positive share', {}, {}, 404],
    ['the pinned deployment does not exist', { blue: 100 }, { 'azureml-model-deployment': 'red' }, 404],
  ])('%s: 404', async (_fact, traffic, headers, status) => {
    const { score } = await serving({ traffic });

    expect((await score(headers)).status).toBe(status);
  });

  test('a deployment whose container never started takes no requests', async () => {
    const { score } = await serving({ traffic: { blue: 100 } }, { isRunning: false });

    expect((await score()).status).toBe(404);
  });

  test('a mirrored deployment gets copies, and nobody hears its answer', async () => {
    const { scoring, score, endpoint } = await serving({ traffic: { blue: 100 }, mirrorTraffic: { green: 50 } });

    const answers = await Promise.all(Array.from({ length: 40 }, () => score()));

    const minutes = [...(scoring.record.of(endpoint.resource.id).get('green')?.values() ?? [])];
    const copies = minutes.reduce((sum, { latency }) => sum + latency.count, 0);
    expect(new Set(answers.map(({ headers }) => headers.get('azureml-model-deployment')))).toEqual(new Set(['blue']));
    expect(copies).toBeGreaterThan(8);
    expect(copies).toBeLessThan(32);
  });

  test('a pinned request is not mirrored', async () => {
    const { scoring, score, endpoint } = await serving({ traffic: { blue: 100 }, mirrorTraffic: { green: 50 } });

    await Promise.all(Array.from({ length: 20 }, () => score({ 'azureml-model-deployment': 'blue' })));

    expect([...scoring.record.of(endpoint.resource.id).keys()]).toEqual(['blue']);
  });
});

describe('what comes back (Learn: Troubleshoot online endpoints, HTTP status codes)', () => {
  test('an error of the model comes as 424 with its own status in headers and its body unchanged', async () => {
    const response = await (await serving()).score({}, '{}');

    expect(response.status).toBe(424);
    expect(response.headers.get('ms-azureml-model-error-statuscode')).toBe('400');
    expect(response.headers.get('ms-azureml-model-error-reason')).toBe('BAD REQUEST');
    expect(await response.text()).toContain("Required input fields ['url'] are missing");
  });

  test('an answer that takes longer than the request timeout is cut with 408', async () => {
    const { scoring, score } = await serving({ traffic: { blue: 100 } }, { requestTimeout: 'PT5S' });
    scoring.behaviours.add({ latencyInMs: 6000, latencySpread: 0 });

    expect((await score()).status).toBe(408);
  });

  test('more than twice the concurrent requests of all instances are refused with 429', async () => {
    const facts = { maxConcurrentRequestsPerInstance: 2, capacity: 2 };
    const { scoring, endpoint } = await serving({ traffic: { blue: 100 } }, facts);
    scoring.behaviours.add({ latencyInMs: 25_000, latencySpread: 0 });
    const request = { method: 'POST', path: '/score', headers: {}, body: '{"url":"a"}' };
    const ask = (arrivedAt: number) => scoring.score(endpoint, request, { arrivedAt });

    const together = await Promise.all(Array.from({ length: 12 }, () => ask(0)));
    const later = await ask(25_001);

    expect(together.filter(({ status }) => status === 429)).toHaveLength(4);
    expect(together.filter(({ status }) => status === 200)).toHaveLength(8);
    expect(later.status).toBe(200);
  });

  test('the client keeps its request id and the platform gives its own', async () => {
    const response = await (await serving()).score({ 'x-ms-client-request-id': 'my-id', 'x-request-id': 'mine' });

    expect(response.headers.get('x-ms-client-request-id')).toBe('my-id');
    expect(response.headers.get('x-request-id')).not.toBe('mine');
  });

  test('swagger and health come from the deployment that is asked', async () => {
    const { ask, scoring, endpoint } = await serving();
    const [swagger, health, root] = await Promise.all([ask('/swagger.json'), ask('/health'), ask('/')]);

    expect(await swagger.json()).toMatchObject({ info: { 'x-flow-name': 'sort' } });
    expect(await health.json()).toMatchObject({ status: 'Healthy' });
    expect(await root.text()).toBe('<h1>Welcome to promptflow app.</h1>');
    expect(scoring.record.of(endpoint.resource.id).size).toBe(0);
  });

  test('an address without an endpoint answers 404', async () => {
    expect((await (await serving()).ask('/score', { method: 'POST', endpoint: 'none' })).status).toBe(404);
  });
});
