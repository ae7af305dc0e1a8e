import type { OnlineEndpointsCreateOrUpdateOptionalParams } from '@azure/arm-machinelearning';

interface LongOperationOptions {
  readonly abortSignal: AbortSignal;
  readonly onResponse: NonNullable<OnlineEndpointsCreateOrUpdateOptionalParams['onResponse']>;
}

/**
 * Sends the request that begins a long operation, and nothing more. The client would poll at once; whoever began asks
 * later, by a durable timer. A poll may also fail where the request did not: its address belongs to the subscription.
 */
export async function beginOnly(begin: (options: LongOperationOptions) => Promise<unknown>): Promise<void> {
  const accepted = new AbortController();
  try {
    await begin({
      abortSignal: accepted.signal,
      onResponse: (response) => {
        if (response.status < 300) accepted.abort();
      },
    });
  } catch (problem) {
    if (!accepted.signal.aborted) throw problem;
  }
}

/**
 * Begins to create what was not there a moment ago. When the request fails and it is there now, only an answer was lost,
 * and the client's own repetition was what failed: its creation was begun.
 */
export async function beginCreation(
  begin: (options: LongOperationOptions) => Promise<unknown>,
  find: () => Promise<unknown>,
): Promise<void> {
  try {
    await beginOnly(begin);
  } catch (problem) {
    const found = await find().catch(() => undefined);
    if (found === undefined) throw problem;
  }
}
