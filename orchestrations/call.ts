import { type OrchestrationContext, RetryOptions, type Task } from 'durable-functions';
import type { ActivityContract, OrchestrationContract, Retry } from '../domain/contract.ts';
import { carryOut, type LongWait } from '../domain/contracts.ts';
import { type Outcome, refused } from '../domain/outcome.ts';
import { nextPause, type Pace } from '../domain/pace.ts';
import type { Progress } from '../domain/world.ts';

/**
 * The typed seam between orchestrations and the durable SDK, and the only file that sees tasks: each is made, waited for
 * once, and never let out. The traps of durable-functions 3.5 are fenced here.
 */
export type Steps<T> = Generator<Task, T, unknown>;
export type Context = OrchestrationContext;

/** Carries out an activity. An activity that keeps failing after all its tries is a refusal too: nothing is thrown. */
export function* call<I extends object, O>(
  context: Context,
  activity: ActivityContract<I, O>,
  input: I,
): Steps<Outcome<O>> {
  try {
    return (yield activityTask(context, activity, input)) as Outcome<O>;
  } catch (error) {
    return interrupted(activity.name, error);
  }
}

/** Runs another orchestration to its end, under an id that nobody else uses. */
export function* run<I extends object, O extends object>(
  context: Context,
  orchestration: OrchestrationContract<I, O>,
  input: I,
  instanceId: string,
): Steps<Outcome<O>> {
  try {
    const value = (yield context.df.callSubOrchestrator(orchestration.name, input, instanceId)) as O;
    return { kind: 'done', value };
  } catch (error) {
    return interrupted(orchestration.name, error);
  }
}

/** Something to be done at the same time as others, not begun yet. */
export interface Branch<O> {
  readonly start: (context: Context) => Task;
  /** Only for the compiler. */
  readonly value?: O;
}
/**
 * An activity, in an orchestration of its own that never throws: where one of several tasks fails beside another that is
 * being tried again, the SDK and the extension of version 3.5 count differently, and results go astray.
 */
export const branch = <I extends object, O>(
  activity: ActivityContract<I, O>,
  input: I,
  name = activity.name,
): Branch<O> => ({
  start: (context) => {
    const id = `${context.df.instanceId}-${name}`;
    return context.df.callSubOrchestrator(carryOut.name, { activity: activity.name, input }, id);
  },
});
export const subBranch = <I extends object, O>(
  orchestration: OrchestrationContract<I, Outcome<O>>,
  input: I,
  instanceId: string,
): Branch<O> => ({
  start: (context) => context.df.callSubOrchestrator(orchestration.name, input, instanceId),
});

/** Does all of it at once and waits for all. The first refusal, in the order given, is the answer. */
export function* all<T extends readonly unknown[]>(
  context: Context,
  branches: { readonly [K in keyof T]: Branch<T[K]> },
): Steps<Outcome<T>> {
  if (branches.length === 0) return { kind: 'done', value: [] as unknown as T };
  try {
    const tasks = branches.map((each) => each.start(context));
    const outcomes = (yield context.df.Task.all(tasks)) as readonly Outcome<unknown>[];
    const refusal = outcomes.find((outcome) => outcome.kind === 'refused');
    if (refusal) return refusal;
    return { kind: 'done', value: outcomes.map((outcome) => outcome.kind === 'done' && outcome.value) as unknown as T };
  } catch (error) {
    return interrupted('a step that ran beside others', error);
  }
}

/** Asks an activity again and again until it says done or no, with durable timers between; gives up at the pace's limit. */
export function* until<I extends object, O>(
  context: Context,
  check: ActivityContract<I, Progress<O>>,
  input: I,
  pace: Pace,
): Steps<Outcome<O>> {
  const start = now(context);
  for (;;) {
    const pause = nextPause(pace, (now(context) - start) / 1000);
    if (pause === undefined) return timedOut(check.name, pace);
    yield* sleep(context, pause);
    const answer = yield* call(context, check, input);
    if (answer.kind === 'refused') return answer;
    if (answer.value.state === 'done') return { kind: 'done', value: answer.value.value };
  }
}

/** After this many looks it begins anew: the whole history is replayed at each, and a week has hundreds. */
const looksAtOnce = 25;

/**
 * An orchestration of its own that does nothing but ask an activity until it says done or no, for days if need be. Its
 * input is a `LongWait`.
 */
export function* untilAtLast<I extends object>(
  context: Context,
  check: ActivityContract<I, Progress<object>>,
  pace: Pace,
): Steps<Outcome<object>> {
  const { input, waitedInSeconds } = context.df.getInput<LongWait<I>>();
  let waited = waitedInSeconds;
  for (let looks = 0; looks < looksAtOnce; looks += 1) {
    const pause = nextPause(pace, waited);
    if (pause === undefined) return timedOut(check.name, pace);
    yield* sleep(context, pause);
    waited += pause;
    const answer = yield* call(context, check, input);
    if (answer.kind === 'refused') return answer;
    if (answer.value.state === 'done') return { kind: 'done', value: {} };
  }
  context.df.continueAsNew({ input, waitedInSeconds: waited });
  return { kind: 'done', value: {} };
}

export function* sleep(context: Context, durationInSeconds: number): Steps<void> {
  // biome-ignore lint/style/noRestrictedGlobals: an instant worked out from the durable clock is the same at every replay.
  yield context.df.createTimer(new Date(now(context) + durationInSeconds * 1000));
}

/** Begins this orchestration anew with an empty history. The caller returns right after. */
export const beginAnew = (context: Context, input: object): void => context.df.continueAsNew(input);

/** The time of this turn, as an ISO text: the same at every replay. */
export const timeOf = (context: Context): string => context.df.currentUtcDateTime.toISOString();

const now = (context: Context) => context.df.currentUtcDateTime.getTime();

const activityTask = <I, O>(context: Context, activity: ActivityContract<I, O>, input: I): Task =>
  context.df.callActivityWithRetry(activity.name, retryOptions(activity.retry), input);

function retryOptions(retry: Retry): RetryOptions {
  const options = new RetryOptions(retry.firstIntervalInSeconds * 1000, retry.attempts);
  options.backoffCoefficient = retry.backoff;
  options.maxRetryIntervalInMilliseconds = retry.maxIntervalInSeconds * 1000;
  return options;
}

const timedOut = (name: string, pace: Pace) =>
  refused(
    'operation-timed-out',
    `${name} was still waiting after ${pace.limitInMinutes} minutes.`,
    'Look at the resource in the Azure portal; when Azure has come to an end there, release the package again.',
  );

/**
 * The host adds a serialized exception to an activity's message, and cuts what looks like a credential out of it so that
 * the state breaks. So only the sentence is taken, short and without anything that looks like a secret.
 */
function interrupted(name: string, error: unknown) {
  const [sentence = ''] = String(error instanceof Error ? error.message : error).split('\n');
  const harmless = sentence
    .replace(/^.*? failed: /, '')
    .replace(/\S*(?:sig|code|key|token|password|pwd|accountkey)=\S*/gi, '[left out]')
    .slice(0, 300);
  return refused(
    'interrupted',
    `${name} kept failing: ${harmless || 'no message'}`,
    'Nothing is wrong with the package as far as is known. Look at the message, and release it again.',
  );
}
