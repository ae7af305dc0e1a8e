import type { Action } from '../actions.ts';
import { eventTypes, type HistoryEvent, type PendingEvent } from '../history-event.ts';
import { confirm } from './confirm.ts';
import { releaseLocks } from './entity-actions.ts';
import { raiseEvent } from './external-events.ts';
import { type Failure, settle, whenSettled } from './future.ts';
import { perform } from './perform.ts';
import { type Decision, startWalk, type Walk, type WalkSettings } from './walk.ts';

export interface Replayed {
  /** What has not been scheduled before. */
  readonly decisions: readonly Decision[];
  /** Tasks and timers that are still open: with any of them, the orchestration cannot end. */
  readonly openTasks: number;
  readonly continueAsNewInput: string | undefined;
  readonly carriedOver: readonly PendingEvent[];
  readonly refusals: readonly string[];
  /** Why the orchestration fails, when its code no longer does what its history says or asks for too much. */
  readonly fault: string | undefined;
}

const mostActions = 100_000;

/**
 * Performs the actions that an orchestrator returned along its history, to find which of them are new. SDK and backend
 * number tasks by counting, each for itself, so this walks exactly as the Durable extension does.
 */
export function replay(history: readonly HistoryEvent[], actions: readonly Action[], settings: WalkSettings): Replayed {
  const walk = startWalk(settings, idsOfSentMessages(history));
  let fault: string | undefined;
  for (const event of history) {
    fault = meet(walk, event, actions);
    if (fault !== undefined) break;
  }
  if (fault === undefined && walk.performedActions > mostActions) {
    fault = `The orchestration asks for more than ${mostActions} actions (MaxOrchestrationActions).`;
  }
  if (settings.hasEnded) releaseLocks(walk);
  return {
    decisions: [...walk.unscheduled.values()],
    openTasks: walk.openTasks.size,
    continueAsNewInput: walk.continueAsNewInput,
    carriedOver: walk.carriedOver,
    refusals: walk.refusals,
    fault,
  };
}

function meet(walk: Walk, event: HistoryEvent, actions: readonly Action[]): string | undefined {
  switch (event.EventType) {
    case eventTypes.OrchestratorStarted:
      walk.now = Math.max(walk.now, Date.parse(event.Timestamp));
      return undefined;
    case eventTypes.ExecutionStarted:
      performFrom(walk, actions, 0);
      return undefined;
    case eventTypes.TaskScheduled:
      return confirm(walk, event, 'activity');
    case eventTypes.SubOrchestrationInstanceCreated:
      return confirm(walk, event, 'orchestration');
    case eventTypes.TimerCreated:
      return confirm(walk, event, 'timer');
    case eventTypes.EventSent:
      return confirm(walk, event, 'entity');
    default:
      meetResult(walk, event);
      return undefined;
  }
}

function meetResult(walk: Walk, event: HistoryEvent): void {
  switch (event.EventType) {
    case eventTypes.TaskCompleted:
    case eventTypes.SubOrchestrationInstanceCompleted:
      close(walk, event.TaskScheduledId, event.Result);
      break;
    case eventTypes.TaskFailed:
    case eventTypes.SubOrchestrationInstanceFailed:
      close(walk, event.TaskScheduledId, undefined, { isNonRetriable: event.FailureDetails?.IsNonRetriable === true });
      break;
    case eventTypes.TimerFired:
      close(walk, event.TimerId);
      break;
    case eventTypes.EventRaised:
      if (walk.continueAsNewInput === undefined) raiseEvent(walk, event.Name ?? '', event.Input);
      else walk.carriedOver.push(asPending(event));
  }
}

// Each action is awaited before the next is performed; a task's error is the SDK's business.
function performFrom(walk: Walk, actions: readonly Action[], first: number): void {
  for (let at = first; at < actions.length; at++) {
    const action = actions[at];
    if (!action) continue;
    const future = perform(walk, action);
    if (future.isSettled) continue;
    whenSettled(future, () => performFrom(walk, actions, at + 1));
    return;
  }
}

function close(walk: Walk, id: number | undefined, value?: unknown, failure?: Failure): void {
  if (id === undefined) return;
  const future = walk.openTasks.get(id);
  walk.openTasks.delete(id);
  if (future) settle(future, value, failure);
}

function idsOfSentMessages(history: readonly HistoryEvent[]): Map<number, string> {
  const ids = new Map<number, string>();
  for (const event of history) {
    if (event.EventType !== eventTypes.EventSent || !event.Input) continue;
    ids.set(event.EventId, (JSON.parse(event.Input) as { readonly id: string }).id);
  }
  return ids;
}

const asPending = ({ Timestamp: _, IsPlayed: __, ...event }: HistoryEvent): PendingEvent => event;
