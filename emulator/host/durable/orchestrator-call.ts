import type { InvocationResponse, RegisteredFunction } from '../core-protocol.ts';
import { textOf } from '../log.ts';
import { hideCredentials } from '../sanitizer.ts';
import { fromTypedData } from '../typed-data.ts';
import type { OrchestratorState } from './actions.ts';
import { eventTypes, type HistoryEvent } from './history-event.ts';
import type { Instance } from './instance.ts';
import { differenceBetween, worldsOf } from './other-world.ts';
import type { DurableRuntime } from './runtime.ts';

/** What a backend of Azure Storage does with timers, and how often `callHttp` asks again. */
export const timerLimits = {
  maximumShortTimerInMs: 6 * 86_400_000,
  longTimerIntervalInMs: 3 * 86_400_000,
  httpPollIntervalInMs: 30_000,
};

/** What came of an orchestrator's code: its state, or why it cannot be read. */
export type OrchestratorAnswer =
  | { readonly state: OrchestratorState }
  | { readonly state: undefined; readonly error: string }
  /** The code must not go on, whatever it asks for. */
  | { readonly state: undefined; readonly fault: string };

/** Stands before the state in the message of an orchestrator that threw. */
const stateLabel = '$OutOfProcData$:';

/** Runs an orchestrator's code over a history, in the form that `durable-functions` 3 reads. */
export async function callOrchestrator(
  runtime: DurableRuntime,
  fn: RegisteredFunction,
  instance: Instance,
  history: readonly HistoryEvent[],
): Promise<OrchestratorAnswer> {
  const trigger = { json: orchestratorPayload(instance, history) };
  if (!runtime.isStrict) return answerOf(runtime.functions.invoke(fn, { trigger }));
  const { ours, other } = worldsOf(fn.callback);
  const answer = await answerOf(runtime.functions.invoke({ ...fn, callback: ours }, { trigger }));
  const second = await answerOf(runtime.functions.rehearse({ ...fn, callback: other }, { trigger }));
  const difference = differenceBetween(answer, second);
  return difference === undefined ? answer : { state: undefined, fault: difference };
}

async function answerOf(running: Promise<InvocationResponse>): Promise<OrchestratorAnswer> {
  try {
    return { state: fromTypedData((await running).returnValue) as OrchestratorState };
  } catch (error) {
    return stateInMessage(hideCredentials(textOf(error)));
  }
}

export function orchestratorPayload(instance: Instance, history: readonly HistoryEvent[]): string {
  return JSON.stringify({
    history,
    input: JSON.parse(instance.input ?? 'null'),
    instanceId: instance.instanceId,
    isReplaying: history.filter((event) => event.EventType === eventTypes.OrchestratorStarted).length > 1,
    parentInstanceId: instance.parent?.instanceId ?? null,
    upperSchemaVersion: 1,
    // V4, the first with entity locks.
    upperSchemaVersionNew: 3,
    maximumShortTimerDuration: '6.00:00:00',
    longRunningTimerIntervalDuration: '3.00:00:00',
    // The misspelling is the protocol's.
    defaultHttpAsyncRequestSleepTimeMillseconds: timerLimits.httpPollIntervalInMs,
  });
}

/** Where a credential was hidden in the message, what is left may no longer be JSON. */
export function stateInMessage(message: string): OrchestratorAnswer {
  const at = message.indexOf(stateLabel);
  if (at < 0) return { state: undefined, error: message };
  try {
    return { state: JSON.parse(message.slice(at + stateLabel.length)) as OrchestratorState };
  } catch {
    return { state: undefined, error: message.slice(0, at).trim() || 'The state of the orchestrator cannot be read.' };
  }
}
