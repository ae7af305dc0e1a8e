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
