import type { DurableClient } from 'durable-functions';
import { reconcileEndpoint } from '../domain/contracts.ts';
import { type EndpointRef, endpointKey } from '../domain/workspace.ts';
import { startOnce } from './start-once.ts';

/**
 * Starts the endpoint's orchestration unless it runs. What is wanted stands in a table, which the orchestration reads
 * once more before it ends; the little that can slip between, the resync timer finds.
 */
export const nudge = (client: DurableClient, endpoint: EndpointRef): Promise<void> =>
  startOnce(client, reconcileEndpoint, `reconcile-${endpointKey(endpoint)}`, { endpoint });
