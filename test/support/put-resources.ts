import { beforeAll } from 'vitest';
import { ask } from './azure-client.ts';
import {
  azureOfThisFile,
  createDeployment,
  createEndpoint,
  deploymentBody,
  type StartedAzure,
  systemAssigned,
} from './emulated-azure.ts';

const withProperties =
  <B extends { readonly properties: object }>(good: () => B) =>
  (more: object) => ({ ...good(), properties: { ...good().properties, ...more } });

const putAt = (started: StartedAzure, name: string, body: unknown) =>
  ask(started.azure.url, { method: 'PUT', path: `${started.azure.workspace.id}/onlineEndpoints/${name}`, body });

/** For tests of what a PUT of an endpoint does: one named echo is there, with the deployments blue and green. */
export function endpointsToPut() {
  const started = azureOfThisFile();
  beforeAll(async () => {
    await createEndpoint(started, 'echo');
    await createDeployment(started, 'echo', 'blue');
    await createDeployment(started, 'echo', 'green');
  });
  const good = { location: 'eastus', identity: systemAssigned, properties: { authMode: 'Key' } };
  return {
    started,
    good,
    withProperties: withProperties(() => good),
    put: (name: string, body: unknown) => putAt(started, name, body),
  };
}

/** For tests of what a PUT of a deployment does: the endpoint echo is there, and what a good body names. */
export function deploymentsToPut() {
  const started = azureOfThisFile();
  let body: Awaited<ReturnType<typeof deploymentBody>> | undefined;
  beforeAll(async () => {
    await createEndpoint(started, 'echo');
    body = await deploymentBody(started);
  });
  const good = () => {
    if (!body) throw new Error('asked before the tests began');
    return body;
  };
  return {
    started,
    good,
    withProperties: withProperties(good),
    put: (wanted: unknown, name = 'blue', endpoint = 'echo') =>
      putAt(started, `${endpoint}/deployments/${name}`, wanted),
  };
}
