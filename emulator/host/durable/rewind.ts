import type { Change } from './change.ts';
import { eventTypes, type HistoryEvent } from './history-event.ts';
import { requireRow } from './orchestration-client.ts';
import { type DurableRuntime, RequestRefused, timestampOf } from './runtime.ts';

/** Takes a failed instance, and the children that failed it, back to just before its failed tasks, and runs them again. */
export function rewind(runtime: DurableRuntime, instanceId: string, reason: string): void {
  const row = requireRow(runtime, instanceId);
  const { instance } = row;
  const history = row.history.events();
  if (instance.status === 'Completed' || instance.status === 'Terminated') {
    throw new RequestRefused(410, `The orchestration instance is ${instance.status}.`);
  }
  if (instance.status !== 'Failed') {
    throw new RequestRefused(412, 'The rewind operation is only supported on failed orchestration instances.');
  }
  for (const childId of failedChildren(history)) {
    if (runtime.state.rows.get(childId)?.instance.status === 'Failed') rewind(runtime, childId, reason);
  }
  const timestamp = timestampOf(runtime.clock);
  const rewound: Change[] = [
    { do: 'update-instance', instanceId, to: { status: 'Running', output: null, lastUpdatedTime: timestamp } },
    { do: 'set-history', instanceId, events: withoutFailures(history) },
    {
      do: 'post',
      instanceId,
      message: { event: { EventType: eventTypes.ExecutionRewound, EventId: -1, Reason: reason } },
    },
  ];
  runtime.commit(rewound);
}

function failedChildren(history: readonly HistoryEvent[]): string[] {
  const failed = idsOf(history, eventTypes.SubOrchestrationInstanceFailed);
  return history
    .filter((event) => event.EventType === eventTypes.SubOrchestrationInstanceCreated && failed.has(event.EventId))
    .flatMap((event) => event.InstanceId ?? []);
}

function withoutFailures(history: readonly HistoryEvent[]): HistoryEvent[] {
  const failed = idsOf(history, eventTypes.TaskFailed);
  const dropped: readonly number[] = [
    eventTypes.ExecutionCompleted,
    eventTypes.TaskFailed,
    eventTypes.SubOrchestrationInstanceFailed,
  ];
  return history.filter(
    (event) =>
      !dropped.includes(event.EventType) &&
      !(event.EventType === eventTypes.TaskScheduled && failed.has(event.EventId)),
  );
}

function idsOf(history: readonly HistoryEvent[], type: number): Set<number> {
  return new Set(history.filter((event) => event.EventType === type).flatMap((event) => event.TaskScheduledId ?? []));
}
