export interface Failure {
  readonly isNonRetriable: boolean;
}

/**
 * A promise without the waiting: what follows runs at the moment of settling. Numbers are handed out to tasks as they
 * are performed, so the order in which continuations run is part of the protocol.
 */
export interface Future {
  isSettled: boolean;
  value: unknown;
  failure: Failure | undefined;
  readonly waiting: ((settled: Future) => void)[];
}

export const createFuture = (): Future => ({ isSettled: false, value: undefined, failure: undefined, waiting: [] });

export const settledFuture = (value?: unknown, failure?: Failure): Future => settle(createFuture(), value, failure);

/** Only the first settling counts. */
export function settle(future: Future, value?: unknown, failure?: Failure): Future {
  if (future.isSettled) return future;
  future.isSettled = true;
  future.value = value;
  future.failure = failure;
  for (const next of future.waiting.splice(0)) next(future);
  return future;
}

export function whenSettled(future: Future, next: (settled: Future) => void): void {
  if (future.isSettled) next(future);
  else future.waiting.push(next);
}
