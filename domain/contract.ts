import type { Outcome } from './outcome.ts';

/**
 * What an orchestration knows of an activity: its name, what goes in, what comes out, how it is retried, and which step of
 * the release's story it tells. What crosses is small JSON: no secrets, no dates, no packages.
 */
export interface ActivityContract<I, O> {
  readonly name: string;
  readonly retry: Retry;
  /** The step of the release's story that this activity begins, ends or is. */
  readonly tells?: Tells;
  /** Only for the compiler: what goes in and what comes out. */
  readonly shape?: (input: I) => Outcome<O>;
}
export interface OrchestrationContract<I, O> {
  readonly name: string;
  readonly shape?: (input: I) => O;
}
export interface Tells {
  readonly step: string;
  readonly part: 'whole' | 'beginning' | 'end';
}

/** Attempts with growing pauses. There is no limit in time on purpose: durable-functions 3.5 hangs when it is reached. */
export interface Retry {
  readonly attempts: number;
  readonly firstIntervalInSeconds: number;
  readonly backoff: number;
  readonly maxIntervalInSeconds: number;
}
/** About 20 minutes: longer than a role needs to spread, or Azure to catch its breath. */
const patient: Retry = { attempts: 9, firstIntervalInSeconds: 5, backoff: 2, maxIntervalInSeconds: 300 };

/** What every activity of a release is told, so that it can be recorded where it belongs. */
export interface OfRelease {
  readonly releaseId: string;
  /** What the story calls the step, where a release has several of its kind. */
  readonly step?: string;
}

export const activity = <I, O>(name: string, tells?: Tells): ActivityContract<I, O> =>
  tells ? { name, retry: patient, tells } : { name, retry: patient };
export const whole = (step: string): Tells => ({ step, part: 'whole' });
export const beginning = (step: string): Tells => ({ step, part: 'beginning' });
export const end = (step: string): Tells => ({ step, part: 'end' });

export const orchestration = <I, O>(name: string): OrchestrationContract<I, O> => ({ name });
