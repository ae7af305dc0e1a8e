import type { RetryOptions } from '../actions.ts';
import { createFuture, type Future, settle, whenSettled } from './future.ts';
import { performTimer } from './timer.ts';
import type { Walk } from './walk.ts';

/**
 * Attempt, timer, attempt and so on, as the Durable Task Framework expands a retry policy (`RetryInterceptor`). The SDK
 * counts along, so what looks odd here must stay: the last failure is followed by one more timer that is due at once, and
 * a policy that runs into its timeout ends without that timer, upon which the SDK waits for ever.
 */
export function performWithRetry(walk: Walk, options: RetryOptions, attempt: () => Future): Future {
  const done = createFuture();
  const firstAttempt = walk.now;
  const run = (retries: number): void =>
    whenSettled(attempt(), (result) => {
      const giveUp = () => void settle(done, result.value, result.failure);
      switch (nextStep(walk, options, result, retries, firstAttempt)) {
        case 'end':
          return giveUp();
        case 'end-after-timer':
          return whenSettled(performTimer(walk, walk.now), giveUp);
        case 'retry':
          return whenSettled(performTimer(walk, walk.now + delayOf(options, retries)), () => run(retries + 1));
      }
    });
  run(0);
  return done;
}

type Step = 'end' | 'end-after-timer' | 'retry';

function nextStep(walk: Walk, options: RetryOptions, result: Future, retries: number, firstAttempt: number): Step {
  if (!result.failure || result.failure.isNonRetriable) return 'end';
  if (retries + 1 >= options.maxNumberOfAttempts) return 'end-after-timer';
  if (isOver(options, walk.now - firstAttempt)) return 'end';
  const delayInMs = delayOf(options, retries);
  if (delayInMs <= walk.settings.maximumShortTimerInMs) return 'retry';
  walk.refusals.push(`A retry interval of ${delayInMs} ms is more than a timer can last.`);
  return 'end';
}

function isOver({ retryTimeoutInMilliseconds: limit }: RetryOptions, elapsedInMs: number): boolean {
  return limit !== undefined && elapsedInMs >= limit;
}

function delayOf(options: RetryOptions, retries: number): number {
  const delay = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** retries;
  return Math.min(delay, options.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY);
}
