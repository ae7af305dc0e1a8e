import type { Change } from './change.ts';
import { serializedException } from './failure.ts';
import { eventTypes, type FailureDetails, type HistoryEvent, type PendingEvent } from './history-event.ts';
import type { EndStatus, Instance, InstanceRow } from './instance.ts';
import { type DurableRuntime, timestampOf } from './runtime.ts';

export interface Ending {
  readonly status: EndStatus;
  /** JSON text. */
  readonly output: string | null;
  readonly customStatus?: string | null;
  readonly failureDetails?: FailureDetails | undefined;
}

/** The last step of an instance: its result, its history closed, its timers off, and its parent told. */
export function endInstance(
  runtime: DurableRuntime,
  row: InstanceRow,
  news: readonly HistoryEvent[],
  ending: Ending,
): Change[] {
  const { instance } = row;
  const { instanceId } = instance;
  const { status, output, customStatus = instance.customStatus } = ending;
  const Timestamp = timestampOf(runtime.clock);
  const completed: HistoryEvent = {
    EventType: eventTypes.ExecutionCompleted,
    EventId: -1,
    IsPlayed: true,
    Timestamp,
    Result: output,
    OrchestrationStatus: status,
  };
  return [
    { do: 'update-instance', instanceId, to: { status, output, customStatus, lastUpdatedTime: Timestamp } },
    { do: 'add-history', instanceId, events: [...news.map(played), completed] },
    ...[...row.timers.keys()].map((key): Change => ({ do: 'end-timer', instanceId, key })),
    ...wordToParent(instance, ending),
  ];
}

/** What is in the history of a finished turn counts as played from then on. */
export const played = (event: HistoryEvent): HistoryEvent => ({ ...event, IsPlayed: true });

function wordToParent({ parent }: Instance, { status, output, failureDetails }: Ending): Change[] {
  if (!parent) return [];
  const { instanceId, executionId, taskId } = parent;
  const event: PendingEvent =
    status === 'Completed'
      ? {
          EventType: eventTypes.SubOrchestrationInstanceCompleted,
          EventId: -1,
          TaskScheduledId: taskId,
          Result: output,
        }
      : childFailed(taskId, String(JSON.parse(output ?? '""')), failureDetails);
  return [{ do: 'post', instanceId, message: { executionId, event } }];
}

function childFailed(taskId: number, reason: string, details: FailureDetails | undefined): PendingEvent {
  return {
    EventType: eventTypes.SubOrchestrationInstanceFailed,
    EventId: -1,
    TaskScheduledId: taskId,
    Reason: reason,
    Details: serializedException(reason),
    ...(details ? { FailureDetails: details } : {}),
  };
}
