import { ask, resourceGroup, workspaceName } from './azure-client.ts';
import type { StartedAzure } from './emulated-azure.ts';

/** How a deployment came out: its state, why it failed by its operation, and the log of its container. */
export async function outcomeOf({ azure, machineLearning }: StartedAzure, endpoint = 'echo', deployment = 'blue') {
  const { onlineDeployments } = machineLearning;
  const place = [resourceGroup, workspaceName, endpoint, deployment] as const;
  const { properties } = await onlineDeployments.get(...place);
  const url = new URL(properties.properties?.['AzureAsyncOperationUri'] ?? '');
  const operation = await ask(azure.url, { path: `${url.pathname}${url.search}`, apiVersion: null });
  const { content } = await onlineDeployments.getLogs(...place, { containerType: 'InferenceServer' });
  const { code, message } = operation.body.error ?? {};
  return { state: properties.provisioningState, code, message, log: content ?? '' };
}

/** Asks the control API for a change. */
export const control = ({ azure }: StartedAzure, path: string, body: object, method = 'POST') =>
  fetch(`${azure.controlUrl}${path}`, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
