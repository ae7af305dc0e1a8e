import type { DurableClient } from 'durable-functions';
import type { OrchestrationContract } from '../domain/contract.ts';

/** Starts an orchestration unless one of this id runs. */
export async function startOnce<I extends object, O>(
  client: DurableClient,
  orchestration: OrchestrationContract<I, O>,
  instanceId: string,
  input: I,
): Promise<void> {
  try {
    await client.startNew(orchestration.name, { instanceId, input });
  } catch (error) {
    // The extension answers 500; only its text tells that the id is taken, by one that runs.
    if (!/already exists/i.test(String(error))) throw error;
  }
}
