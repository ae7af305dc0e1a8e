import type { DurableClient } from 'durable-functions';
import { reconcileEndpoint } from '../domain/contracts.ts';
import { type EndpointRef, endpointKey } from '../domain/workspace.ts';

/**
 * Starts the endpoint's orchestration unless it runs. What is wanted stands in a table, which the orchestration reads
 * once more before it ends; the little that can slip between, the resync timer finds.
 */
export async function nudge(client: DurableClient, endpoint: EndpointRef): Promise<void> {
  try {
    await client.startNew(reconcileEndpoint.name, {
      instanceId: `reconcile-${endpointKey(endpoint)}`,
      input: { endpoint },
    });
  } catch (error) {
    // The extension answers 500; only its text tells that the id is taken, by one that runs.
    if (!/already exists/i.test(String(error))) throw error;
  }
}
