import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { roles } from '../../../../emulator/azure/authorization/roles.ts';
import { resourceGroup, subscriptionId, workspaceName } from '../../../support/azure-client.ts';
import { azureOfEachTest, createDeployment, createEndpoint, registerModel } from '../../../support/emulated-azure.ts';

const started = azureOfEachTest();

const flowAsking = (connection: string) => `
inputs: { question: { type: string } }
outputs: { answer: { type: string, reference: "\${ask.output}" } }
nodes:
- { name: ask, type: llm, source: { type: code, path: ask.jinja2 }, connection: ${connection}, inputs: { deployment_name: gpt-4o } }
`;

async function deployed(connection: string) {
  await createEndpoint(started);
  const files = { 'flow.dag.yaml': flowAsking(connection), 'ask.jinja2': '{{question}}' };
  const model = await registerModel(started, files, { name: connection.replaceAll('_', '-') });
  await createDeployment(started, 'echo', 'blue', { model });
  const { identity } = await started.machineLearning.onlineEndpoints.get(resourceGroup, workspaceName, 'echo');
  const { primaryKey } = await started.machineLearning.onlineEndpoints.listKeys(resourceGroup, workspaceName, 'echo');
  const headers = {
    'x-forwarded-host': 'echo.eastus.inference.ml.azure.com',
    'content-type': 'application/json',
    'azureml-model-deployment': 'blue',
    authorization: `Bearer ${primaryKey}`,
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = fetch(`${started.azure.url}${path}`, { ...init, headers });
    return whileTimePasses(answer.then(async (response) => ({ response, text: await response.text() })));
  };
  const score = () => ask('/score', { method: 'POST', body: '{"question":"why"}' });
  return { ask, score, principalId: identity?.principalId ?? '' };
}

/** Requests take their time by the clock of the emulator. */
async function whileTimePasses<T>(pending: Promise<T>): Promise<T> {
  let done = false;
  void pending.finally(() => {
    done = true;
  });
  while (!done) {
    started.clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return pending;
}

async function assign(role: { readonly guid: string }, principalId: string, scope: string) {
  const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`;
  const body = { roleDefinitionId, principalId, principalType: 'ServicePrincipal' };
  await started.authorization.roleAssignments.create(scope.slice(1), randomUUID(), body);
}

const minuteInMs = 60_000;

/** Minutes until the request is answered with 200, asked once a minute. */
async function minutesUntilServed(
  score: () => ReturnType<Awaited<ReturnType<typeof deployed>>['score']>,
): Promise<number> {
  for (let minutes = 0; minutes < 30; minutes++) {
    if ((await score()).response.status === 200) return minutes;
    started.clock.advance(minuteInMs);
  }
  throw new Error('the role never took effect');
}

test('without the role on connections the deployment is healthy and only /score fails, wrapped as 424 (Learn article, "Access denied to list workspace secret")', async () => {
  const { ask, score } = await deployed('open_ai_connection');

  const [health, swagger, denied] = [await ask('/health'), await ask('/swagger.json'), await score()];

  expect([health.response.status, swagger.response.status]).toEqual([200, 200]);
  expect(denied.response.status).toBe(424);
  expect(denied.response.headers.get('ms-azureml-model-error-statuscode')).toBe('400');
  expect(denied.text).toContain(
    "Please ensure you have gain RBAC role 'Azure Machine Learning Workspace Connection Secrets Reader'",
  );
});

test('and serves once the role has been there for the time that it takes to spread', async () => {
  const { score, principalId } = await deployed('open_ai_connection');
  await assign(roles.connectionSecretsReader, principalId, started.azure.workspace.id);
  const atOnce = await score();
  const minutes = await minutesUntilServed(score);

  expect(atOnce.response.status).toBe(424);
  expect(minutes).toBeGreaterThanOrEqual(1);
  expect(minutes).toBeLessThanOrEqual(4);
});

test('more than a quarter of an hour where the fault slow-role-assignment strikes', async () => {
  started.azure.cloud.faults.add({ name: 'slow-role-assignment' });
  const { score, principalId } = await deployed('open_ai_connection');
  await assign(roles.connectionSecretsReader, principalId, started.azure.workspace.id);

  expect(await minutesUntilServed(score)).toBeGreaterThanOrEqual(15);
});

test('a model used with Entra refuses until the identity has a role on its resource (Learn: Microsoft Entra ID for Azure OpenAI)', async () => {
  const { score, principalId } = await deployed('aoai_entra');
  await assign(roles.connectionSecretsReader, principalId, started.azure.workspace.id);
  started.clock.advance(30 * minuteInMs);
  const denied = await score();
  const account = started.azure.cloud.connections.get(`${started.azure.workspace.id}/connections/aoai_entra`);
  await assign(roles.openAiUser, principalId, account?.properties.metadata['ResourceId'] ?? '');
  started.clock.advance(30 * minuteInMs);
  const served = await score();

  expect(denied.response.status).toBe(424);
  expect(denied.text).toContain('OpenAI API hits PermissionDeniedError');
  expect(served.response.status).toBe(200);
});
